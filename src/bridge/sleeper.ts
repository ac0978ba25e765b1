import type { Doorbell } from "./doorbell.ts";

/** How long a spin may take before it gives up, in milliseconds: the other side may be asleep, and waking it takes 0.05. */
const spinTime = 0.15;

/** Who answers within this time is quick: the other side may spin for it. In milliseconds. */
export const quickTime = 0.03;

/** At most so many waits go by without a spin after spins in vain. */
const longestAbstinence = 64;

/**
 * Waits on a doorbell: first spinning for some microseconds, if the other side has been quick, then asleep. The spin only makes
 * small calls faster; nothing depends on it. Each side knows how quick it is itself, and says so when it rings: to find that out
 * by spinning on the off chance works only when both sides try at the same time. (bench/small-call.mjs)
 */
export class Sleeper {
  readonly #bell: Doorbell;
  readonly #now: () => number;
  readonly #spins: boolean;
  #abstinence = 0;
  #skip = 0;

  constructor(bell: Doorbell, now: () => number, spins: boolean) {
    this.#bell = bell;
    this.#now = now;
    this.#spins = spins;
  }

  /** Spin if it is worth it. @returns whether the bell was rung after `seen` was read. */
  spin(seen: number): boolean {
    if (!this.#spins || !this.#bell.soon) return false;
    if (this.#skip > 0) {
      this.#skip--;
      return false;
    }
    const rung = this.#bell.spin(seen, spinTime, this.#now);
    this.#abstinence = rung ? this.#abstinence >> 1 : Math.min(this.#abstinence * 2 + 1, longestAbstinence);
    this.#skip = this.#abstinence;
    return rung;
  }

  /**
   * Block until the bell was rung after `seen` was read, or the time is over. May return early.
   * `quick`: this side does little between its waits, so that its spins are of use and not the bulk of what it does.
   */
  wait(seen: number, milliseconds: number, quick: boolean): void {
    if (!quick || !this.spin(seen)) this.#bell.wait(seen, milliseconds);
  }
}
