import type { Doorbell } from "./doorbell.ts";

/** How long a spin may take before it gives up, in milliseconds: longer than it takes to wake the other side, which is 0.05. */
const spinTime = 0.08;

/** At most so many waits go by without a spin after spins in vain: with a call each millisecond they take 1 % of a core. */
const longestAbstinence = 16;

/**
 * Waits on a doorbell: first spinning for some microseconds, then asleep. The spin only makes small calls faster; nothing depends
 * on it. Spins in vain make the next ones rare; one that is of use, for the other side was asleep or quick, makes them common.
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
    if (!this.#spins) return false;
    if (this.#skip > 0) {
      this.#skip--;
      return false;
    }
    const rung = this.#bell.spin(seen, spinTime, this.#now);
    this.#abstinence = rung ? this.#abstinence >> 1 : Math.min(this.#abstinence * 2 + 1, longestAbstinence);
    this.#skip = this.#abstinence;
    return rung;
  }

  /** Block until the bell was rung after `seen` was read, or the time is over. May return early. @returns whether it slept. */
  wait(seen: number, milliseconds: number): boolean {
    if (this.spin(seen)) return false;
    this.#bell.wait(seen, milliseconds);
    return true;
  }
}
