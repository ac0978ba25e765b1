import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import { Future, PENDING, RETURNED } from "../kernel/future.ts";
import { type Loop, runningLoop } from "../kernel/loop.ts";
import { TURN } from "../kernel/suspension.ts";
import type { Timed } from "../kernel/timers.ts";

/** The future of one sleep, and its timer. */
class Alarm<T> extends Future<T> implements Timed {
  readonly when: number;
  order = 0;
  scheduled = false;
  #value: T;

  constructor(loop: Loop, delay: number, value: T) {
    super(loop);
    this.when = loop.now() + delay;
    this.#value = value;
    loop.timers.add(this);
  }

  wake(): void {
    if (this.state === PENDING) this.settle(RETURNED, this.#value);
  }

  override cancel(message?: string): boolean {
    const reached = super.cancel(message);
    this.loop.timers.forget(this);
    return reached;
  }
}

/**
 * Wait for a time (asyncio.sleep). At 0 or less it gives way for one tick. Equal times end in the order they began.
 *
 * @param delay milliseconds; with `Infinity` only a cancellation ends it.
 * @throws TypeError or RangeError at once when `delay` is no number or NaN.
 * @example
 * const word = yield* sleep(10, "done");
 */
export function sleep(delay: number): Coroutine<void>;
/**
 * Wait for a time, and give a value.
 *
 * @param delay milliseconds; with `Infinity` only a cancellation ends it.
 * @param value what it returns.
 * @returns `value`.
 * @throws TypeError or RangeError at once when `delay` is no number or NaN.
 */
export function sleep<T>(delay: number, value: T): Coroutine<T>;
export function sleep(delay: number, value?: unknown): Coroutine<unknown> {
  if (typeof delay !== "number") {
    throw new TypeError(`Cannot sleep: delay is a ${typeof delay}, not a number of milliseconds`);
  }
  if (Number.isNaN(delay)) throw new RangeError("Cannot sleep: delay is NaN, not a number of milliseconds");
  return sleeping(delay, value);
}

function* sleeping(delay: number, value: unknown): Generator<Suspend, unknown> {
  if (delay > 0) return yield* new Alarm(runningLoop(), delay, value);
  yield TURN;
  return value;
}
