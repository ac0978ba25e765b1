import { type Coroutine, reuseMessage, type Suspend, type Suspended } from "../kernel/coroutine.ts";
import { Future, PENDING, RETURNED } from "../kernel/future.ts";
import { type Loop, runningLoop } from "../kernel/loop.ts";
import { type Idle, noteBegun, noteIdle } from "../kernel/never-waited.ts";
import { isProbed, suspendOn, turning, WAIT } from "../kernel/suspension.ts";
import type { Timed } from "../kernel/timers.ts";
import { atUser } from "../users-line.ts";
import { noTime } from "./arguments.ts";

/** The future of one sleep, and its timer. */
class Alarm extends Future<void> implements Timed {
  readonly when: number;
  order = 0;
  scheduled = false;

  constructor(loop: Loop, delay: number) {
    super(loop);
    this.when = loop.now() + delay;
    loop.timers.add(this);
  }

  override get operation(): string {
    return "at sleep()";
  }

  wake(): void {
    if (this.state === PENDING) this.settle(RETURNED, undefined);
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
 * ```ts
 * import { run, sleep } from "miniasync";
 * run(
 *   (function* () {
 *     const word = yield* sleep(10, "done");
 *   })(),
 * );
 * ```
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
    throw atUser(new TypeError(`sleep(): the time is ${noTime(delay)}`), sleep);
  }
  if (Number.isNaN(delay))
    throw atUser(new RangeError("sleep(): the time is NaN, not a number of milliseconds"), sleep);
  return delay > 0 ? new Sleep(delay, value) : new Turn(value);
}

const sleeps = { made: 0 };

/** Waits for time to pass. No generator: it is among the things that there may be very many of. */
class Sleep implements Coroutine<unknown>, Suspended<unknown>, Idle {
  readonly #delay: number;
  readonly #value: unknown;
  /** The future it waits for; undefined before, null when it is over. */
  #alarm: Alarm | undefined | null;

  constructor(delay: number, value: unknown) {
    this.#delay = delay;
    this.#value = value;
    noteIdle(this, sleeps);
  }

  get hasBegun(): boolean {
    return this.#alarm !== undefined;
  }

  get idleTitle(): string {
    return "sleep()";
  }

  [Symbol.iterator](): Suspended<unknown> {
    return this;
  }

  next(): IteratorResult<Suspend, unknown> {
    const alarm = this.#alarm;
    if (alarm === undefined) {
      noteBegun(this);
      this.#alarm = new Alarm(runningLoop(), this.#delay);
      return suspendOn(this.#alarm, WAIT);
    }
    if (alarm !== null && isProbed()) return suspendOn(alarm, WAIT);
    // Its task goes on when the alarm is done: before that, somebody else waits for it, too.
    if (alarm === null || alarm.state === PENDING) throw atUser(new TypeError(reuseMessage("wait for it")));
    this.#alarm = null;
    alarm.result();
    return { done: true, value: this.#value };
  }

  throw(error: unknown): never {
    this.#alarm = null;
    throw error;
  }
}

/** Gives way once. No generator, because it is the commonest way to switch (bench/kernel/switch.mjs). */
class Turn implements Coroutine<unknown>, Suspended<unknown> {
  readonly #value: unknown;
  #turns = 0;

  constructor(value: unknown) {
    this.#value = value;
  }

  [Symbol.iterator](): Suspended<unknown> {
    return this;
  }

  next(): IteratorResult<Suspend, unknown> {
    this.#turns++;
    if (this.#turns === 1) return turning;
    if (isProbed()) {
      this.#turns = 1;
      return suspendOn(this, WAIT);
    }
    if (this.#turns > 2) throw atUser(new TypeError(reuseMessage("wait for it")));
    return { done: true, value: this.#value };
  }

  throw(error: unknown): never {
    this.#turns = 2;
    throw error;
  }
}
