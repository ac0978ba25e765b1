import { isCancelledError, LoopError, type TimeoutError } from "../errors.ts";
import { type Coroutine, isCoroutine, markUsed, misuse, requireCoroutine, type Suspend } from "../kernel/coroutine.ts";
import { tasksUnder, timeIsUp } from "../kernel/deadlock.ts";
import { type Loop, runningLoop } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";
import type { Task } from "../kernel/task.ts";
import { Timer } from "../kernel/timers.ts";
import { atUser, type Entry } from "../users-line.ts";
import { requireDelay } from "./arguments.ts";

/** The deadline that the body of `timeout()` is given: it may be changed as long as it has not passed. */
export interface Deadline {
  /** When it is cancelled, by the clock of `now()`; `Infinity` for never. */
  readonly when: number;
  /** Whether it has been cancelled by this. */
  readonly expired: boolean;
  /**
   * Give it another time.
   *
   * @param delay milliseconds from now; at 0 or less it is cancelled where it waits next; `Infinity` sets no limit.
   * @throws LoopError when it has expired, or the body is over.
   * @throws TypeError or RangeError for what is no time.
   */
  reschedule(delay: number): void;
}

/** The work that has a deadline: a coroutine, or a generator function that is given its deadline. */
export type Limited<T> = Coroutine<T> | ((deadline: Deadline) => Coroutine<T>);

/**
 * Run a coroutine in this task, and cancel it when time is up (asyncio.timeout). The coroutine may clean up; it is waited for.
 * If it ends well in spite of the cancellation, its result counts. A cancellation from elsewhere stays a cancellation.
 *
 * @param delay milliseconds; at 0 or less the coroutine is cancelled where it first waits; `Infinity` sets no limit.
 * @param body run in the same task: a coroutine, or a generator function that is given its `Deadline` and may change it.
 * @returns what it returns.
 * @throws TimeoutError when time was up and it ended by that cancellation, which is the `cause`.
 * @throws TypeError or RangeError at once when an argument is unusable; nothing has been run then.
 * @example
 * ```ts
 * import { run, sleep, timeout } from "miniasync";
 * run(
 *   (function* () {
 *     const word = yield* timeout(100, sleep(5, "in time"));
 *   })(),
 * );
 * ```
 */
export function timeout<T>(delay: number, body: Limited<T>): Coroutine<T> {
  requireDelay(delay, "timeout()", timeout);
  requireLimited(body, "timeout()", timeout);
  return cancelledAt((now) => now + delay, body, `the timeout of ${delay} ms has passed`) as Coroutine<T>;
}

/**
 * The same with a point in time (asyncio.timeout_at): several coroutines may share one, whenever each begins.
 *
 * @param when milliseconds by the clock of `now()`; in the past, the coroutine is cancelled where it first waits.
 * @param body as for `timeout()`.
 * @returns what it returns.
 * @throws TimeoutError when time was up and it ended by that cancellation, which is the `cause`.
 * @throws TypeError or RangeError at once when an argument is unusable; nothing has been run then.
 * @example
 * ```ts
 * import { now, run, sleep, timeoutAt } from "miniasync";
 * run(
 *   (function* () {
 *     const end = now() + 100;
 *     yield* timeoutAt(end, sleep(5));
 *     yield* timeoutAt(end, sleep(5));
 *   })(),
 * );
 * ```
 */
export function timeoutAt<T>(when: number, body: Limited<T>): Coroutine<T> {
  requireDelay(when, "timeoutAt()", timeoutAt);
  requireLimited(body, "timeoutAt()", timeoutAt);
  return cancelledAt(() => when, body, "the time of timeoutAt() has come") as Coroutine<T>;
}

/** Check what is to have a deadline. */
export function requireLimited(body: unknown, caller: string, entry: Entry): void {
  if (typeof body !== "function" || isCoroutine(body)) requireCoroutine(body, `${caller}: the body`, entry);
}

/**
 * Run a body, and cancel it at a time.
 *
 * @param time gives the time, by the clock of `now()`, when this begins.
 * @param why the TimeoutError says when time was up, and the body ended by this very cancellation; undefined for no error.
 * @returns what the body returns; undefined when it was cancelled, and that is no error.
 */
export function* cancelledAt<T>(
  time: (now: number) => number,
  body: Limited<T>,
  why: string | undefined,
): Generator<Suspend, T | undefined> {
  const loop = runningLoop();
  const deadline = new TaskDeadline(loop, time(loop.now()), why);
  try {
    const coroutine = typeof body === "function" && !isCoroutine(body) ? made(body, deadline) : (body as Coroutine<T>);
    markUsed(coroutine);
    const value = yield* coroutine;
    deadline.left();
    return value;
  } catch (error) {
    if (!deadline.left() || !isCancelledError(error)) throw error;
    const { timeout } = deadline;
    if (timeout === undefined) return undefined;
    Object.defineProperty(timeout, "cause", { value: error, configurable: true, writable: true });
    throw atUser(timeout, cancelledAt);
  }
}

function made<T>(body: (deadline: Deadline) => Coroutine<T>, deadline: Deadline): Coroutine<T> {
  const coroutine = body(deadline);
  if (isCoroutine(coroutine)) return coroutine;
  throw atUser(new TypeError(`timeout(): the result of the body is ${misuse(coroutine)}`), cancelledAt);
}

/** Cancels a task at a time, and tells its own cancellation from those of others. */
class TaskDeadline implements Deadline, Listener {
  readonly #loop: Loop;
  readonly #task: Task<unknown>;
  readonly #cancelling: number;
  #timer: Timer | undefined;
  #when = Number.POSITIVE_INFINITY;
  #state: "entered" | "expired" | "left" = "entered";
  #expired = false;
  readonly #why: string | undefined;
  /** The error to throw when it has expired. */
  timeout: TimeoutError | undefined;

  constructor(loop: Loop, when: number, why: string | undefined) {
    const task = loop.currentTask;
    if (task === undefined) throw atUser(new LoopError("Cannot set a timeout: no task is running"));
    this.#loop = loop;
    this.#why = why;
    this.#task = task;
    this.#cancelling = task.cancelling;
    this.#set(when);
  }

  get when(): number {
    return this.#when;
  }

  get expired(): boolean {
    return this.#expired;
  }

  reschedule(delay: number): void {
    requireDelay(delay, "reschedule()", this.reschedule);
    if (this.#state !== "entered") {
      const why = this.#state === "expired" ? "the timeout has expired" : "the body of the timeout is over";
      throw atUser(new LoopError(`Cannot reschedule: ${why}`));
    }
    if (this.#timer !== undefined) this.#loop.timers.cancel(this.#timer);
    this.#set(this.#loop.now() + delay);
  }

  #set(when: number): void {
    this.#when = when;
    this.#timer = new Timer(when, this);
    if (when > this.#loop.now()) this.#loop.timers.add(this.#timer);
    else this.#loop.ready.push(this.#timer, undefined);
  }

  wake(): void {
    if (this.#why !== undefined)
      this.timeout = timeIsUp(`Cannot wait any longer: ${this.#why}`, tasksUnder(this.#task));
    this.#task.cancel();
    this.#expired = true;
    this.#state = "expired";
  }

  /** The coroutine is done. @returns true when it was cancelled by this and by nobody else. */
  left(): boolean {
    this.#state = "left";
    if (this.#timer !== undefined) this.#loop.timers.cancel(this.#timer);
    return this.#expired && this.#task.uncancel() <= this.#cancelling;
  }
}
