/** Every error that miniasync itself throws, with its stable code. Misuse is a plain TypeError or RangeError. */

/** One frame list of a waiting task, innermost first, as `at name (file:line:column)` lines. */
export interface WaitingTask {
  /** As given to `spawn()`, else a number. */
  readonly name: string;
  /** Where the task waits: every `yield*` level, innermost first. */
  readonly stack: readonly string[];
}

/**
 * Base of all errors with a `code`.
 *
 * @example
 * ```ts
 * import { MiniasyncError, run, sleep } from "miniasync";
 * try {
 *   run(sleep(1_000), { timeout: 1 });
 * } catch (error) {
 *   if (error instanceof MiniasyncError) console.log(error.code); // MINIASYNC_TIMEOUT
 * }
 * ```
 */
export abstract class MiniasyncError extends Error {
  /** A stable string to branch on; messages may change, codes do not. */
  abstract readonly code: string;

  /** The section of the guide about errors of this code, as a path from where packages are installed. */
  get help(): string {
    return `miniasync/docs/guide/17-errors-reference.md#${this.code.toLowerCase()}`;
  }
}

const classBrand = Symbol.for("miniasync.class");

// Set on the prototypes, never on instances. Class names survive minifiers only as explicit strings.
function named(type: { prototype: object }, name: string): void {
  Object.defineProperty(type.prototype, "name", { value: name, configurable: true, writable: true });
  Object.defineProperty(type.prototype, classBrand, { value: name });
}

/** @internal The name of the error's class in this package, of any copy; undefined for others. Own properties never decide it. */
export function packageClass(error: object): string | undefined {
  const prototype = Object.getPrototypeOf(error) as { readonly [classBrand]?: unknown } | null;
  const name: unknown = prototype?.[classBrand];
  return typeof name === "string" ? name : undefined;
}

/**
 * @internal Set how many frames the stacks of new errors have, and return how many they had: to be set again when the errors in
 * between are made.
 */
export function limitStacks(frames: number): number {
  const before = Error.stackTraceLimit;
  Reflect.set(Error, "stackTraceLimit", frames); // It may be frozen.
  return before;
}

/** @internal The text of whatever was thrown: it may have none. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "something that has no text";
  }
}

/** @internal The text of whatever was thrown, with the stack of an error. */
export function textWithStack(thrown: unknown): string {
  try {
    const stack: unknown = thrown instanceof Error ? thrown.stack : undefined;
    return typeof stack === "string" ? stack : textOf(thrown);
  } catch {
    return textOf(thrown);
  }
}

const cancelledBrand = Symbol.for("miniasync.CancelledError");

/**
 * Thrown into a coroutine at its `yield*` when its task is cancelled. Let it pass, or rethrow it after cleaning up.
 * Carries no stack of its own: nothing failed where it is made. Instances of another copy of this package count too.
 *
 * @example
 * ```ts
 * import { CancelledError, run, sleep, spawn } from "miniasync";
 * function* work() {
 *   try {
 *     yield* sleep(1_000);
 *   } catch (error) {
 *     if (error instanceof CancelledError) console.log("told to stop");
 *     throw error;
 *   }
 * }
 * run((function* () {
 *   const task = spawn(work());
 *   yield* sleep(1);
 *   task.cancel();
 * })());
 * ```
 */
export class CancelledError extends MiniasyncError {
  readonly code = "MINIASYNC_CANCELLED";
  constructor(message?: string) {
    const limit = limitStacks(0); // Capturing a stack would make cancelling twice as slow.
    super(message ?? "");
    limitStacks(limit);
  }
  /** True for instances of every copy of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!Object.hasOwn(this.prototype, cancelledBrand)) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isCancelledError(value);
  }
}
Object.defineProperty(CancelledError.prototype, cancelledBrand, { value: true });

/** @internal True for the CancelledError of this and of any other copy of the package. */
export function isCancelledError(value: unknown): value is CancelledError {
  return typeof value === "object" && value !== null && cancelledBrand in value;
}

/**
 * A deadline passed: of `run`, of `timeout()`, of `waitFor()`.
 *
 * @example
 * ```ts
 * import { run, sleep, TimeoutError, timeout } from "miniasync";
 * function* reply() {
 *   try {
 *     return yield* timeout(1, sleep(1_000, "hello"));
 *   } catch (error) {
 *     if (error instanceof TimeoutError) return "nobody answered";
 *     throw error;
 *   }
 * }
 * console.log(run(reply())); // [ 'nobody answered' ]
 * ```
 */
export class TimeoutError extends MiniasyncError {
  readonly code = "MINIASYNC_TIMEOUT";
  /**
   * The tasks that were waited for when time was up, or that were waited for in vain and are abandoned, each with its await stack; at
   * most 100, and none where a single thing was waited for.
   */
  declare readonly tasks: readonly WaitingTask[];
  constructor(message?: string, options: ErrorOptions & { readonly tasks?: readonly WaitingTask[] | undefined } = {}) {
    super(message, options);
    if (options.tasks !== undefined) this.tasks = options.tasks;
  }
}
// Some are about none, and need not say so when they are printed.
Object.defineProperty(TimeoutError.prototype, "tasks", { value: Object.freeze([]), writable: true });

/**
 * Ctrl-C, or another SIGINT, came while this thread was blocked (python's KeyboardInterrupt): the coroutines have been cancelled and have
 * cleaned up. If nobody catches it, the process ends as by the signal.
 *
 * @example
 * ```ts
 * import { InterruptedError, run, sleep } from "miniasync";
 * try {
 *   run(sleep(100));
 * } catch (error) {
 *   if (error instanceof InterruptedError) console.log("stopped by", error.signal); // SIGINT
 * }
 * ```
 */
export class InterruptedError extends MiniasyncError {
  readonly code = "MINIASYNC_INTERRUPTED";
  /** The signal that came. */
  readonly signal = "SIGINT";
}

/**
 * Every coroutine of the run waits and nothing is left that could wake one.
 *
 * @example
 * ```ts
 * import { DeadlockError, Event, run } from "miniasync";
 * try {
 *   run(new Event().wait());
 * } catch (error) {
 *   if (error instanceof DeadlockError) console.log(error.tasks.map(({ stack }) => stack[0])); // [ 'at Event.wait()' ]
 * }
 * ```
 */
export class DeadlockError extends MiniasyncError {
  readonly code = "MINIASYNC_DEADLOCK";
  /** The waiting tasks, in order of creation, each with its await stack. */
  readonly tasks: readonly WaitingTask[];
  /** The tasks of outer runs, innermost run first, that stand still beneath this one. */
  readonly beneath: readonly WaitingTask[];
  constructor(message: string, tasks: readonly WaitingTask[], beneath: readonly WaitingTask[] = []) {
    super(message);
    this.tasks = tasks;
    this.beneath = beneath;
  }
}

/**
 * The result of something unfinished was asked for, or something finished was to be settled again.
 *
 * @example
 * ```ts
 * import { Future, InvalidStateError, run } from "miniasync";
 * run((function* () {
 *   const answer = new Future<number>();
 *   try {
 *     answer.result();
 *   } catch (error) {
 *     console.log(error instanceof InvalidStateError); // true: there is no result yet
 *   }
 *   answer.setResult(42);
 *   return yield* answer;
 * })());
 * ```
 */
export class InvalidStateError extends MiniasyncError {
  readonly code = "MINIASYNC_INVALID_STATE";
}

/**
 * A loop, or an object that belongs to one, was used in a way its state does not allow (asyncio's RuntimeError).
 *
 * @example
 * ```ts
 * import { Lock, LoopError, run, sleep } from "miniasync";
 * const lock = new Lock();
 * const hold = () => lock.with(function* () {
 *   yield* sleep(1);
 * });
 * run(hold(), hold()); // one waits for the other: the lock belongs to this loop
 * try {
 *   run(hold(), hold());
 * } catch (error) {
 *   console.log(error instanceof LoopError); // true
 * }
 * ```
 */
export class LoopError extends MiniasyncError {
  readonly code: string = "MINIASYNC_LOOP";
}

/**
 * The loop, or the thread that a handle lives in, is closed.
 *
 * @example
 * ```ts
 * import { loop, LoopClosedError, sleep } from "miniasync";
 * const l = loop();
 * l.close();
 * try {
 *   l.run(sleep(1));
 * } catch (error) {
 *   console.log(error instanceof LoopClosedError); // true
 * }
 * ```
 */
export class LoopClosedError extends LoopError {
  override readonly code = "MINIASYNC_LOOP_CLOSED";
}

/** The facts that are known of a thread's death. */
export interface ThreadExit {
  /** The argument of the thread's process.exit(), or 1 after an error. */
  readonly exitCode?: number | undefined;
  /** The last lines that the thread wrote to stderr, oldest first. */
  readonly stderr?: readonly string[] | undefined;
  /** The error that killed the thread, if one did. */
  readonly cause?: unknown;
}

/**
 * The thread ended, or never started, while this call was pending there. The next run gets a new thread.
 *
 * @example
 * ```ts
 * import { coroutine, run, ThreadExitedError } from "miniasync";
 * const leave = coroutine(async () => process.exit(3));
 * try {
 *   run(leave());
 * } catch (error) {
 *   if (error instanceof ThreadExitedError) console.log(error.exitCode); // 3
 * }
 * ```
 */
export class ThreadExitedError extends MiniasyncError {
  readonly code = "MINIASYNC_THREAD_EXITED";
  /** The argument of the thread's process.exit(), or 1 after an error; undefined when it died without a word. */
  readonly exitCode: number | undefined;
  /** The last lines that the thread wrote to stderr, oldest first. */
  readonly stderr: readonly string[];
  constructor(message: string, exit: ThreadExit = {}) {
    super(message, "cause" in exit ? { cause: exit.cause } : undefined);
    this.exitCode = exit.exitCode;
    this.stderr = exit.stderr ?? [];
  }
}

/**
 * A value cannot cross between the threads.
 *
 * @example
 * ```ts
 * import { CloneError, coroutine, run } from "miniasync";
 * class Account {
 *   pay() {}
 * }
 * const show = coroutine(async (options: { account: unknown }) => String(options.account));
 * try {
 *   run(show({ account: new Account() }));
 * } catch (error) {
 *   if (error instanceof CloneError) console.log(error.path); // args[0].account
 * }
 * ```
 */
export class CloneError extends MiniasyncError {
  readonly code = "MINIASYNC_CLONE";
  /** Where the value stands, for example `args[0].headers` or `result.rows[3]`. */
  readonly path: string;
  constructor(message: string, path: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/**
 * `getNowait()` found the queue empty. The queue is unchanged.
 *
 * @example
 * ```ts
 * import { Queue, QueueEmptyError } from "miniasync";
 * try {
 *   new Queue().getNowait();
 * } catch (error) {
 *   console.log(error instanceof QueueEmptyError); // true
 * }
 * ```
 */
export class QueueEmptyError extends MiniasyncError {
  readonly code = "MINIASYNC_QUEUE_EMPTY";
}

/**
 * `putNowait()` found the queue full. The queue is unchanged.
 *
 * @example
 * ```ts
 * import { Queue, QueueFullError } from "miniasync";
 * const queue = new Queue<string>(1);
 * queue.putNowait("first");
 * try {
 *   queue.putNowait("second");
 * } catch (error) {
 *   console.log(error instanceof QueueFullError); // true
 * }
 * ```
 */
export class QueueFullError extends MiniasyncError {
  readonly code = "MINIASYNC_QUEUE_FULL";
}

/**
 * The queue has been shut down: nothing can be put in, and nothing is left to get.
 *
 * @example
 * ```ts
 * import { Queue, QueueShutDownError, run, spawn } from "miniasync";
 * run((function* () {
 *   const queue = new Queue<string>();
 *   const getter = spawn(queue.get());
 *   queue.shutdown();
 *   try {
 *     yield* getter;
 *   } catch (error) {
 *     if (!(error instanceof QueueShutDownError)) throw error;
 *     console.log(error.code); // MINIASYNC_QUEUE_SHUT_DOWN
 *   }
 * })());
 * ```
 */
export class QueueShutDownError extends MiniasyncError {
  readonly code = "MINIASYNC_QUEUE_SHUT_DOWN";
}

/**
 * The barrier was reset or aborted while the task waited at it, or is broken already.
 *
 * @example
 * ```ts
 * import { Barrier, BrokenBarrierError, run, sleep, spawn } from "miniasync";
 * run((function* () {
 *   const barrier = new Barrier(2);
 *   const first = spawn(barrier.wait());
 *   yield* sleep(1);
 *   yield* barrier.abort();
 *   try {
 *     yield* first;
 *   } catch (error) {
 *     if (!(error instanceof BrokenBarrierError)) throw error;
 *     console.log(error.code); // MINIASYNC_BROKEN_BARRIER
 *   }
 * })());
 * ```
 */
export class BrokenBarrierError extends MiniasyncError {
  readonly code = "MINIASYNC_BROKEN_BARRIER";
}

named(CancelledError, "CancelledError");
named(TimeoutError, "TimeoutError");
named(InterruptedError, "InterruptedError");
named(DeadlockError, "DeadlockError");
named(InvalidStateError, "InvalidStateError");
named(LoopError, "LoopError");
named(LoopClosedError, "LoopClosedError");
named(ThreadExitedError, "ThreadExitedError");
named(CloneError, "CloneError");
named(QueueEmptyError, "QueueEmptyError");
named(QueueFullError, "QueueFullError");
named(QueueShutDownError, "QueueShutDownError");
named(BrokenBarrierError, "BrokenBarrierError");

const suppressedErrors = new WeakMap<object, unknown[]>();

/** The key by which `util.inspect`, and so whoever prints an error, finds them. */
const shown = Symbol("suppressed");

/**
 * The other errors that happened while `error` was being handled: a second failure in the same run, a cleanup that failed.
 * @returns them in the order they happened; empty when there were none, or when `error` is not an object.
 */
export function suppressed(error: unknown): readonly unknown[] {
  return (typeof error === "object" && error !== null && suppressedErrors.get(error)) || [];
}

/** @internal Attach `other` to `error`; an error that is no object can carry none, so false is returned. */
export function suppress(error: unknown, other: unknown): boolean {
  if (error === other) return true;
  if ((typeof error !== "object" && typeof error !== "function") || error === null) return false;
  const list = suppressedErrors.get(error);
  if (list !== undefined) list.push(other);
  else {
    const first = [other];
    suppressedErrors.set(error, first);
    // Of a frozen one they are known all the same.
    Reflect.defineProperty(error, shown, { value: first, enumerable: true, configurable: true });
  }
  return true;
}
