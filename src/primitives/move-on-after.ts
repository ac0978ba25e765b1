import type { Coroutine } from "../kernel/coroutine.ts";
import { requireDelay } from "./arguments.ts";
import { cancelledAt, type Limited, requireLimited } from "./timeout.ts";

/**
 * Run a coroutine in this task, and go on without it when time is up: a `timeout()` that is no error (trio's move_on_after). The
 * coroutine is cancelled, may clean up, and is waited for. A cancellation from elsewhere stays a cancellation.
 *
 * @param delay milliseconds; at 0 or less the coroutine is cancelled where it first waits; `Infinity` sets no limit.
 * @param body as for `timeout()`.
 * @returns what it returns; undefined when time was up.
 * @throws what it throws.
 * @throws TypeError or RangeError at once when an argument is unusable; nothing has been run then.
 * @example
 * ```ts
 * import { moveOnAfter, run, sleep } from "miniasync";
 * run(
 *   (function* () {
 *     const word = (yield* moveOnAfter(5, sleep(100, "from afar"))) ?? "at hand";
 *   })(),
 * );
 * ```
 */
export function moveOnAfter<T>(delay: number, body: Limited<T>): Coroutine<T | undefined> {
  requireDelay(delay, "moveOnAfter()", moveOnAfter);
  requireLimited(body, "moveOnAfter()", moveOnAfter);
  return cancelledAt((now) => now + delay, body, undefined);
}
