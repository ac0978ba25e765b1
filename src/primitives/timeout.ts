import { isCancelledError, LoopError, TimeoutError } from "../errors.ts";
import { type Coroutine, markUsed, requireCoroutine, type Suspend } from "../kernel/coroutine.ts";
import { type Loop, runningLoop } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";
import type { Task } from "../kernel/task.ts";
import type { Timer } from "../kernel/timers.ts";
import { requireDelay } from "./arguments.ts";

/**
 * Run a coroutine in this task, and cancel it when time is up (asyncio.timeout). The coroutine may clean up; it is waited for.
 * If it ends well in spite of the cancellation, its result counts. A cancellation from elsewhere stays a cancellation.
 *
 * @param delay milliseconds; at 0 or less the coroutine is cancelled where it first waits; `Infinity` sets no limit.
 * @param coroutine run in the same task.
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
export function timeout<T>(delay: number, coroutine: Coroutine<T>): Coroutine<T> {
  requireDelay(delay, "set a timeout");
  requireCoroutine(coroutine, "timeout() argument");
  return limited(delay, coroutine);
}

function* limited<T>(delay: number, coroutine: Coroutine<T>): Generator<Suspend, T> {
  markUsed(coroutine);
  const deadline = new Deadline(runningLoop(), delay);
  try {
    const value = yield* coroutine;
    deadline.left();
    return value;
  } catch (error) {
    if (deadline.left() && isCancelledError(error)) {
      throw new TimeoutError(`Cannot wait any longer: the timeout of ${delay} ms has passed`, { cause: error });
    }
    throw error;
  }
}

/** Cancels a task at a time, and tells its own cancellation from those of others. */
class Deadline implements Listener {
  readonly #loop: Loop;
  readonly #task: Task<unknown>;
  readonly #cancelling: number;
  #timer: Timer | undefined;
  #entered = true;
  #expired = false;

  constructor(loop: Loop, delay: number) {
    const task = loop.currentTask;
    if (task === undefined) throw new LoopError("Cannot set a timeout: no task is running");
    this.#loop = loop;
    this.#task = task;
    this.#cancelling = task.cancelling;
    if (delay > 0) this.#timer = loop.callLater(delay, this);
    else loop.ready.push(this, undefined);
  }

  wake(): void {
    if (!this.#entered) return;
    this.#task.cancel();
    this.#expired = true;
  }

  /** The coroutine is done. @returns true when it was cancelled by this and by nobody else. */
  left(): boolean {
    this.#entered = false;
    if (this.#timer !== undefined) this.#loop.timers.cancel(this.#timer);
    return this.#expired && this.#task.uncancel() <= this.#cancelling;
  }
}
