import { type Coroutine, found } from "../kernel/coroutine.ts";
import { RETURNED } from "../kernel/future.ts";
import { done, Operation } from "../kernel/operation.ts";
import { type Place, WaitQueue } from "../kernel/wait-queue.ts";
import { atUser } from "../users-line.ts";
import { Holdable } from "./holdable.ts";

/**
 * Lets a number of tasks through at a time (asyncio.Semaphore). The task that has waited longest is next; nobody overtakes.
 *
 * @example
 * ```ts
 * import { run, Semaphore, sleep } from "miniasync";
 * run(
 *   (function* () {
 *     const places = new Semaphore(2);
 *     yield* places.with(function* () {
 *       yield* sleep(5);
 *     });
 *   })(),
 * );
 * ```
 */
export class Semaphore extends Holdable {
  /** @internal */ readonly waiters: WaitQueue = new WaitQueue("Semaphore", "acquire");
  #value: number;

  /**
   * @param value how many may hold it at a time; a whole number from 0, default 1.
   * @throws RangeError when it is not that.
   */
  constructor(value = 1) {
    super();
    if (!Number.isInteger(value) || value < 0) {
      throw atUser(
        new RangeError(`Cannot make a semaphore: its value is ${found(value)}, not a whole number from 0`),
        new.target,
      );
    }
    this.#value = value;
  }

  /** Whether `acquire()` would have to wait. */
  get locked(): boolean {
    return this.#value === 0 || this.waiters.uncancelled > 0;
  }

  /** @internal How many places are free. */
  get value(): number {
    return this.#value;
  }

  /**
   * Wait for a free place, and take it. If cancelled while waiting, none is taken, and the next in line gets its turn.
   *
   * @throws LoopError in another loop than the one where it was first waited for.
   */
  acquire(): Coroutine<void> {
    return new Acquire(this);
  }

  /** @internal Take a place, if `acquire()` need not wait. */
  take(): boolean {
    if (this.locked) return false;
    this.#value--;
    return true;
  }

  /** @internal One who waited goes on, or has failed after it was given a place: then that is free again. */
  left(returned: boolean): void {
    if (returned) this.#value++;
    // Those who came meanwhile had to queue behind this one.
    while (this.#value > 0 && this.#wakeNext());
  }

  /** Give a place back: whoever waits longest gets it. */
  release(): void {
    this.#value++;
    this.#wakeNext();
  }

  #wakeNext(): boolean {
    const woken = this.waiters.wakeNext();
    if (woken) this.#value--;
    return woken;
  }
}

const acquisitions = { made: 0 };

class Acquire extends Operation<void> {
  readonly #semaphore: Semaphore;

  constructor(semaphore: Semaphore) {
    super(acquisitions);
    this.place = undefined;
    this.#semaphore = semaphore;
  }

  protected override get queue(): WaitQueue {
    return this.#semaphore.waiters;
  }

  protected override attempt(woken: boolean): IteratorReturnResult<void> | undefined {
    if (woken) this.#semaphore.left(false);
    else if (!this.#semaphore.take()) return undefined;
    return done;
  }

  protected override failed(place: Place): void {
    this.#semaphore.left(place.state === RETURNED);
  }
}

/**
 * A semaphore that refuses to be released more often than acquired (asyncio.BoundedSemaphore).
 *
 * @example
 * ```ts
 * import { BoundedSemaphore } from "miniasync";
 * const slots = new BoundedSemaphore(1);
 * try {
 *   slots.release(); // nobody has acquired it
 * } catch (error) {
 *   console.log(error instanceof Error); // true
 * }
 * ```
 */
export class BoundedSemaphore extends Semaphore {
  readonly #bound: number;

  /**
   * @param value how many may hold it at a time; a whole number from 0, default 1.
   * @throws RangeError when it is not that.
   */
  constructor(value = 1) {
    super(value);
    this.#bound = value;
  }

  /**
   * Give a place back: whoever waits longest gets it.
   *
   * @throws RangeError when all places are free; nothing has changed then.
   */
  override release(): void {
    if (this.value >= this.#bound)
      throw atUser(new RangeError("Cannot release: the semaphore has been released too many times"), this.release);
    super.release();
  }
}
