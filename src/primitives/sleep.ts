import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import { Future, PENDING, RETURNED } from "../kernel/future.ts";
import { type Loop, runningLoop } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";
import { turn } from "../kernel/task.ts";
import type { Timer } from "../kernel/timers.ts";

/** The future of one sleep: its timer wakes it, cancelling it stops the timer. */
class Alarm<T> extends Future<T> implements Listener {
  readonly #timer: Timer;
  readonly #value: T;

  constructor(loop: Loop, delay: number, value: T) {
    super(loop);
    this.#value = value;
    this.#timer = loop.callLater(delay, this);
  }

  wake(): void {
    if (this.state === PENDING) this.settle(RETURNED, this.#value);
  }

  override cancel(message?: string): boolean {
    this.loop.timers.cancel(this.#timer);
    return super.cancel(message);
  }
}

/**
 * Waits for a time (asyncio.sleep). At 0 or less it gives way for one tick.
 *
 * @param delay milliseconds.
 * @param value what it returns.
 * @throws TypeError or RangeError at once when `delay` is no number or NaN.
 */
export function sleep(delay: number): Coroutine<void>;
export function sleep<T>(delay: number, value: T): Coroutine<T>;
export function sleep(delay: number, value?: unknown): Coroutine<unknown> {
  if (typeof delay !== "number") throw new TypeError(`Cannot sleep: delay is a ${typeof delay}, not a number of milliseconds`);
  if (Number.isNaN(delay)) throw new RangeError("Cannot sleep: delay is NaN, not a number of milliseconds");
  return sleeping(delay, value);
}

function* sleeping(delay: number, value: unknown): Generator<Suspend, unknown> {
  if (delay > 0) return yield* new Alarm(runningLoop(), delay, value);
  yield* { [Symbol.iterator]: () => turn };
  return value;
}
