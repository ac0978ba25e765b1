import { LoopError } from "../errors.ts";
import { runningLoop } from "../kernel/loop.ts";
import type { Task } from "../kernel/task.ts";
import { atUser } from "../users-line.ts";

/**
 * Give the task that runs the calling coroutine (asyncio.current_task).
 *
 * @returns the task; the innermost one, where a run was called in a coroutine.
 * @throws LoopError outside of any.
 * @example
 * ```ts
 * import { currentTask, run } from "miniasync";
 * run(
 *   (function* () {
 *     console.log(currentTask().name);
 *   })(),
 * );
 * ```
 */
export function currentTask(): Task<unknown> {
  const task = runningLoop(currentTask).currentTask;
  if (task === undefined)
    throw atUser(new LoopError("Cannot tell the current task: this is not called by a coroutine"), currentTask);
  return task;
}

/**
 * Read the loop's clock (asyncio's loop.time).
 *
 * @returns milliseconds from some fixed moment, never going back; with a `VirtualClock`, from 0.
 * @throws LoopError outside of any run.
 * @example
 * ```ts
 * import { now, run, sleep } from "miniasync";
 * run(
 *   (function* () {
 *     const start = now();
 *     yield* sleep(5);
 *     console.log(now() - start >= 5);
 *   })(),
 * );
 * ```
 */
export function now(): number {
  return runningLoop(now).now();
}
