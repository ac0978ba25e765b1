import { type Coroutine, isCoroutine, misuse, type Suspend } from "../kernel/coroutine.ts";
import { type Future, isFuture, PENDING, RETURNED, THREW } from "../kernel/future.ts";
import { type Loop, runningLoop } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";
import type { Task } from "../kernel/task.ts";
import type { Timer } from "../kernel/timers.ts";
import { atUser } from "../users-line.ts";
import { requireDelay } from "./arguments.ts";

/** Options of `wait()`. */
export interface WaitOptions {
  /** Milliseconds after which it returns in any case; default: no limit. */
  readonly timeout?: number | undefined;
  /** When it returns; `"FIRST_EXCEPTION"` is also when all are done, and a cancellation is no exception. Default all. */
  readonly returnWhen?: "ALL_COMPLETED" | "FIRST_COMPLETED" | "FIRST_EXCEPTION" | undefined;
}

/** The result of `wait()`: the tasks in the order given, each once. */
export interface Waited<T> {
  /** Those that are done, however they ended. */
  readonly done: T[];
  /** Those that are not. */
  readonly pending: T[];
}

/**
 * Wait until tasks are done (asyncio.wait). Never throws what they throw, and never cancels them, not even when it is cancelled or
 * its time is up.
 *
 * @param tasks at least one; the same one twice counts once.
 * @param options.timeout milliseconds after which it returns in any case.
 * @param options.returnWhen what to wait for.
 * @returns those that are done and those that are not, in the order given.
 * @throws TypeError or RangeError at once when an argument is unusable: coroutines must be spawned first.
 * @example
 * ```ts
 * import { run, sleep, spawn, wait } from "miniasync";
 * run(
 *   (function* () {
 *     const tasks = [spawn(sleep(3)), spawn(sleep(30))];
 *     const { done, pending } = yield* wait(tasks, { returnWhen: "FIRST_COMPLETED" });
 *   })(),
 * );
 * ```
 */
export function wait<T extends Task<unknown>>(tasks: readonly T[], options: WaitOptions = {}): Coroutine<Waited<T>> {
  const { timeout, returnWhen = "ALL_COMPLETED" } = options;
  if (!Array.isArray(tasks))
    throw atUser(new TypeError(`wait(): the argument is no array of tasks but ${misuse(tasks)}`), wait);
  if (tasks.length === 0)
    throw atUser(new RangeError("wait(): the array is empty: there is no task to wait for"), wait);
  for (const task of tasks) if (!isFuture(task)) throw atUser(new TypeError(noTask(task)), wait);
  if (timeout !== undefined) requireDelay(timeout, "wait()", wait);
  if (!["ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"].includes(returnWhen)) {
    throw atUser(
      new RangeError(
        `Cannot wait: returnWhen is ${JSON.stringify(returnWhen)}, ` +
          'which is none of "ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"',
      ),
    );
  }
  return waiting([...new Set(tasks)], timeout, returnWhen);
}

function noTask(value: unknown): string {
  const found = isCoroutine(value) ? "a coroutine, not a task; spawn() it first, and wait for the task" : misuse(value);
  return `wait(): an item is ${found}`;
}

function* waiting<T extends Future<unknown>>(
  tasks: readonly T[],
  timeout: number | undefined,
  returnWhen: NonNullable<WaitOptions["returnWhen"]>,
): Generator<Suspend, Waited<T>> {
  const watch = new Watch(runningLoop(), tasks, timeout, returnWhen);
  try {
    yield* watch.over;
  } finally {
    watch.end();
  }
  return {
    done: tasks.filter((task) => task.state !== PENDING),
    pending: tasks.filter((task) => task.state === PENDING),
  };
}

/** Listens to tasks until enough of them are done. */
class Watch implements Listener {
  readonly over: Future<void>;
  readonly #tasks: readonly Future<unknown>[];
  readonly #returnWhen: string;
  readonly #loop: Loop;
  readonly #timer: Timer | undefined;
  #left: number;

  constructor(loop: Loop, tasks: readonly Future<unknown>[], timeout: number | undefined, returnWhen: string) {
    this.#loop = loop;
    this.#tasks = tasks;
    this.#left = tasks.length;
    this.#returnWhen = returnWhen;
    this.over = loop.createFuture();
    if (timeout !== undefined) this.#timer = loop.callLater(timeout, { wake: () => this.#finish() });
    for (const task of tasks) task.addListener(this);
  }

  /** A task is done. */
  wake(source: Future<unknown> | undefined): void {
    const task = source as Future<unknown>;
    this.#left--;
    // The last one is not looked at, as in asyncio.
    const failed = this.#left > 0 && task.state === THREW && this.#returnWhen === "FIRST_EXCEPTION";
    if (failed) task.retrieved();
    if (this.#left <= 0 || failed || this.#returnWhen === "FIRST_COMPLETED") this.#finish();
  }

  #finish(): void {
    if (this.#timer !== undefined) this.#loop.timers.cancel(this.#timer);
    if (this.over.state === PENDING) this.over.settle(RETURNED, undefined);
  }

  end(): void {
    if (this.#timer !== undefined) this.#loop.timers.cancel(this.#timer);
    for (const task of this.#tasks) task.removeListener(this);
  }
}
