import { BrokenBarrierError } from "../errors.ts";
import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import { atUser } from "../users-line.ts";
import { Condition } from "./condition.ts";

/**
 * Holds tasks until a number of them has come, then lets them go together (asyncio.Barrier). Afterwards it holds the next ones.
 *
 * @example
 * ```ts
 * import { Barrier, gather, run } from "miniasync";
 * run(
 *   (function* () {
 *     const start = new Barrier(2);
 *     const places = yield* gather([start.wait(), start.wait()]);
 *   })(),
 * );
 * ```
 */
export class Barrier {
  readonly #changed = new Condition();
  readonly #parties: number;
  #state: "filling" | "draining" | "resetting" | "broken" = "filling";
  #count = 0;

  /**
   * @param parties how many it waits for; a whole number from 1.
   * @throws RangeError when it is not that.
   */
  constructor(parties: number) {
    if (!Number.isInteger(parties) || parties < 1) {
      throw atUser(
        new RangeError(`Cannot make a barrier: parties is ${parties}, not a whole number from 1`),
        new.target,
      );
    }
    this.#parties = parties;
  }

  /** How many it waits for. */
  get parties(): number {
    return this.#parties;
  }

  /** How many wait at it now. */
  get waiting(): number {
    return this.#state === "filling" ? this.#count : 0;
  }

  /** Whether it has been aborted. */
  get broken(): boolean {
    return this.#state === "broken";
  }

  /**
   * Wait until all parties have come. If cancelled, it counts as not come.
   *
   * @returns a number from 0 to `parties` - 1, the order of coming.
   * @throws BrokenBarrierError when the barrier is, or meanwhile has been, reset or aborted.
   */
  wait(): Coroutine<number> {
    return this.#changed.with(() => this.#wait());
  }

  *#wait(): Generator<Suspend, number> {
    yield* this.#changed.waitFor(() => this.#state === "filling" || this.#state === "broken");
    if (this.#state === "broken") throw atUser(new BrokenBarrierError("Cannot wait: the barrier has been aborted"));
    const index = this.#count++;
    try {
      if (this.#count === this.#parties) {
        this.#state = "draining";
        this.#changed.notifyAll();
      } else {
        yield* this.#changed.waitFor(() => this.#state !== "filling");
        if (this.#state !== "draining") {
          throw atUser(new BrokenBarrierError("Cannot wait any longer: the barrier has been reset or aborted"));
        }
      }
      return index;
    } finally {
      this.#count--;
      this.#left();
    }
  }

  #left(): void {
    if (this.#count > 0) return;
    if (this.#state !== "broken") this.#state = "filling";
    this.#changed.notifyAll();
  }

  /** Send away all who wait, with BrokenBarrierError; then it can be used again. */
  reset(): Coroutine<void> {
    const changed = this.#changed;
    return changed.with(() => this.#change(this.#count > 0 ? "resetting" : "filling"));
  }

  /** Send away all who wait, and all who come, with BrokenBarrierError, for good (until `reset()` when nobody is left). */
  abort(): Coroutine<void> {
    return this.#changed.with(() => this.#change("broken"));
  }

  *#change(state: "resetting" | "filling" | "broken"): Generator<Suspend, void> {
    this.#state = state;
    this.#changed.notifyAll();
  }
}
