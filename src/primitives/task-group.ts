import { isCancelledError, LoopError } from "../errors.ts";
import { type Coroutine, markUsed, requireCoroutine, type Suspend } from "../kernel/coroutine.ts";
import { CANCELLED, End, type Future, PENDING, RETURNED } from "../kernel/future.ts";
import { type Loop, runningLoop } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";
import type { Task } from "../kernel/task.ts";
import { atUser } from "../users-line.ts";
import { requireFunction } from "./arguments.ts";
import { currentTask } from "./current.ts";
import type { SpawnOptions } from "./spawn.ts";

/** The group, as the body of `taskGroup()` is given it. */
export interface TaskGroup {
  /**
   * Start a coroutine as a task of the group.
   *
   * @returns the task, at once.
   * @throws TypeError when it is no coroutine, or has been run already.
   * @throws LoopError when the group is over, or has failed; the coroutine is untouched then.
   */
  spawn<T>(coroutine: Coroutine<T>, options?: SpawnOptions): Task<T>;
  /**
   * End the group before its time: the tasks and the body are cancelled, in the order they were started, and waited for. That is no
   * error: the group ends well, and gives undefined if its body was cut short. Errors of the cleanup are thrown as usual.
   */
  cancel(): void;
}

/**
 * Run a body that starts tasks, and wait for all of them (asyncio.TaskGroup). When one fails, or the body does, the others and the
 * body are cancelled, in the order they were started, and waited for. Cancelling the caller cancels them all likewise.
 *
 * @param body a generator function; it runs in the calling task, and may start tasks as long as any task of the group runs.
 * @returns what the body returns; undefined when `group.cancel()` has cut it short.
 * @throws AggregateError with every error of the tasks, in the order they came, and then that of the body.
 * @throws CancelledError when the caller was cancelled and nothing failed.
 * @throws TypeError at once when `body` is no function.
 * @example
 * ```ts
 * import { run, sleep, taskGroup } from "miniasync";
 * run(
 *   (function* () {
 *     yield* taskGroup(function* (group) {
 *       group.spawn(sleep(5));
 *       group.spawn(sleep(3));
 *     });
 *   })(),
 * );
 * ```
 */
export function taskGroup<T>(body: (group: TaskGroup) => Coroutine<T>): Coroutine<T> {
  requireFunction(body, "taskGroup()", taskGroup);
  return grouped(body);
}

function* grouped<T>(body: (group: TaskGroup) => Coroutine<T>): Generator<Suspend, T> {
  const group = new Group(runningLoop(), currentTask());
  let value: T;
  try {
    const coroutine = body(group);
    requireCoroutine(coroutine, "taskGroup(): the result of the body", grouped);
    markUsed(coroutine);
    value = yield* coroutine;
  } catch (error) {
    if (yield* group.leave(true, error)) return undefined as T;
    throw error;
  }
  yield* group.leave(false, undefined);
  return value;
}

class Group implements TaskGroup, Listener {
  readonly #loop: Loop;
  readonly #parent: Task<unknown>;
  readonly #tasks = new Set<Future<unknown>>();
  readonly #errors: unknown[] = [];
  #leaving = false;
  #aborting = false;
  #cancelledParent = false;
  #endedEarly = false;
  #empty: Future<void> | undefined;

  constructor(loop: Loop, parent: Task<unknown>) {
    this.#loop = loop;
    this.#parent = parent;
  }

  spawn<T>(coroutine: Coroutine<T>, options: SpawnOptions = {}): Task<T> {
    requireCoroutine(coroutine, "group.spawn(): the argument", this.spawn);
    if (this.#leaving && this.#tasks.size === 0)
      throw atUser(new LoopError("Cannot spawn: the task group is over"), this.spawn);
    if (this.#aborting) throw atUser(new LoopError("Cannot spawn: the task group has failed and is being cancelled"));
    const task = this.#loop.spawn(coroutine, options.name);
    this.#tasks.add(task);
    task.addListener(this);
    return task;
  }

  cancel(): void {
    if (this.#leaving && this.#tasks.size === 0) return;
    this.#endedEarly = true;
    if (!this.#aborting) this.#abort();
    if (this.#cancelledParent) return;
    this.#cancelledParent = true;
    this.#parent.cancel();
  }

  /** A task is done. */
  wake(source: Future<unknown> | undefined): void {
    const task = source as Future<unknown>;
    this.#tasks.delete(task);
    if (this.#tasks.size === 0 && this.#empty?.state === PENDING) this.#empty.settle(RETURNED, undefined);
    if (task.state === RETURNED || task.state === CANCELLED) return;
    this.#errors.push(task.error());
    if (this.#aborting || this.#cancelledParent) return;
    // The body is to stop too, wherever it waits. `leave` takes this cancellation back.
    this.#abort();
    this.#cancelledParent = true;
    this.#parent.cancel();
  }

  /**
   * The body is over: wait for the tasks, then throw what is to be thrown; nothing, if all went well.
   * @returns whether the body's error is nothing but the end of a group that was ended early.
   */
  *leave(failed: boolean, error: unknown): Generator<Suspend, boolean> {
    this.#leaving = true;
    let cancellation: unknown = failed && isCancelledError(error) ? error : undefined;
    if (failed && !this.#aborting) this.#abort();
    while (this.#tasks.size > 0) {
      this.#empty = new End(this.#loop, this.#tasks);
      try {
        yield* this.#empty;
      } catch (interruption) {
        if (this.#aborting) continue;
        cancellation = interruption;
        this.#abort();
      }
    }
    // No cancellation but the group's own is left.
    if (this.#cancelledParent && this.#parent.uncancel() === 0) cancellation = undefined;
    if (cancellation !== undefined && this.#errors.length === 0) throw cancellation;
    if (failed && !isCancelledError(error)) this.#errors.push(error);
    if (this.#errors.length > 0) this.#fail();
    return this.#endedEarly;
  }

  #abort(): void {
    this.#aborting = true;
    for (const task of this.#tasks) if (task.state === PENDING) task.cancel();
  }

  #fail(): never {
    if (this.#parent.cancelling > 0) {
      // Cancelled from elsewhere too: the error goes first, and the cancellation comes at the next wait.
      this.#parent.uncancel();
      this.#parent.cancel();
    }
    const count = this.#errors.length;
    throw atUser(new AggregateError(this.#errors, `${count} error${count === 1 ? "" : "s"} in a task group`));
  }
}
