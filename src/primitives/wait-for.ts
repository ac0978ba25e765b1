import { isCancelledError, TimeoutError } from "../errors.ts";
import { type Coroutine, requireCoroutine, type Suspend } from "../kernel/coroutine.ts";
import { type Future, PENDING, RETURNED } from "../kernel/future.ts";
import { runningLoop } from "../kernel/loop.ts";
import { atUser } from "../users-line.ts";
import { requireDelay } from "./arguments.ts";
import { timeout } from "./timeout.ts";

/**
 * Run a coroutine in this task, and cancel it when time is up (asyncio.wait_for). Unlike `timeout()`, at 0 or less it never
 * starts the coroutine.
 *
 * @param coroutine a task that is given is cancelled when time is up; `shield()` it if it is to go on.
 * @param delay milliseconds; `Infinity` sets no limit.
 * @returns what the coroutine returns, also after time was up if it refused the cancellation.
 * @throws TimeoutError when time was up and it ended by that cancellation, which is the `cause`.
 * @throws TypeError or RangeError at once when an argument is unusable; nothing has been run then.
 * @example
 * ```ts
 * import { run, sleep, waitFor } from "miniasync";
 * run(
 *   (function* () {
 *     const word = yield* waitFor(sleep(5, "in time"), 100);
 *   })(),
 * );
 * ```
 */
export function waitFor<T>(coroutine: Coroutine<T>, delay: number): Coroutine<T> {
  requireCoroutine(coroutine, "waitFor(): argument 1", waitFor);
  requireDelay(delay, "waitFor()", waitFor);
  return delay > 0 ? timeout(delay, coroutine) : without(coroutine);
}

/** No time at all: what is done counts, the rest is cancelled. */
function* without<T>(coroutine: Coroutine<T>): Generator<Suspend, T> {
  const loop = runningLoop();
  const future = loop.ensureFuture(coroutine);
  if (future.state !== PENDING) return future.result();
  const ended = loop.createFuture<void>();
  const listener = { wake: () => void (ended.state === PENDING && ended.settle(RETURNED, undefined)) };
  future.addListener(listener);
  try {
    future.cancel();
    // Not for the future itself: cancelling this wait must not cancel that one again.
    yield* ended;
  } finally {
    future.removeListener(listener);
  }
  return resultInTime(future);
}

function resultInTime<T>(future: Future<T>): T {
  try {
    return future.result();
  } catch (error) {
    if (!isCancelledError(error)) throw error;
    throw atUser(new TimeoutError("Cannot wait: the time given is 0 or less, and it is not done", { cause: error }));
  }
}
