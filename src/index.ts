/**
 * The public surface of miniasync, grouped by layer.
 * @module miniasync
 */

export { init, warm } from "./default-thread.ts";
export {
  BrokenBarrierError,
  CancelledError,
  CloneError,
  DeadlockError,
  InterruptedError,
  InvalidStateError,
  LoopClosedError,
  LoopError,
  MiniasyncError,
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
  suppressed,
  type ThreadExit,
  ThreadExitedError,
  TimeoutError,
  type WaitingTask,
} from "./errors.ts";
export { get } from "./get.ts";
export type {
  Arg,
  Called,
  CopiedClasses,
  Handle,
  Remote,
  RemoteClass,
  Remoted,
  RemoteFunction,
  RemoteMember,
  RemoteRef,
  Sync,
} from "./in-caller/remote-types.ts";
export { each, type IterateOptions, iterate } from "./iterate.ts";
export type { Coroutine, Suspend, Suspended } from "./kernel/coroutine.ts";
export type { ErrorClass, ErrorMatcher, Matched } from "./kernel/error-matcher.ts";
export type { Clock } from "./kernel/host.ts";
export type { Result, Results } from "./kernel/results.ts";
export { Task } from "./kernel/task.ts";
export { coroutine, type LoadOptions, load, type ModuleOptions, signal } from "./load.ts";
export type { LoopOptions } from "./loop-options.ts";
export type { ThreadOptions } from "./platform/platform.ts";
export { type AsCompletedOptions, asCompleted } from "./primitives/as-completed.ts";
export { Barrier } from "./primitives/barrier.ts";
export { call } from "./primitives/call.ts";
export { Condition } from "./primitives/condition.ts";
export { currentTask, now } from "./primitives/current.ts";
export { Event } from "./primitives/event.ts";
export { type Cleanup, type ExitStack, exitStack } from "./primitives/exit-stack.ts";
export { type GatherOptions, gather } from "./primitives/gather.ts";
export { LifoQueue } from "./primitives/lifo-queue.ts";
export { Lock } from "./primitives/lock.ts";
export { moveOnAfter } from "./primitives/move-on-after.ts";
export { PriorityQueue } from "./primitives/priority-queue.ts";
export { Queue } from "./primitives/queue.ts";
export { race } from "./primitives/race.ts";
export { BoundedSemaphore, Semaphore } from "./primitives/semaphore.ts";
export { Future } from "./primitives/settable-future.ts";
export { shield } from "./primitives/shield.ts";
export { sleep } from "./primitives/sleep.ts";
export { type SpawnOptions, spawn } from "./primitives/spawn.ts";
export { type TaskGroup, taskGroup } from "./primitives/task-group.ts";
export { type Deadline, type Limited, timeout, timeoutAt } from "./primitives/timeout.ts";
export { type Waited, type WaitOptions, wait } from "./primitives/wait.ts";
export { waitFor } from "./primitives/wait-for.ts";
export { loop, type MiniAsync, type RunFunction, run } from "./run.ts";
export { fromPromise, type RunAsyncFunction, type RunAsyncOptions, runAsync } from "./run-async.ts";
export type { RunOptions } from "./run-options.ts";
export { set } from "./set.ts";
export { type SyncOptions, sync } from "./sync.ts";
export { type Transferable, transfer } from "./wire/transfer.ts";
