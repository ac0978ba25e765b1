import type { Doorbell } from "./doorbell.ts";

/** How long a spin may take before it gives up, in milliseconds: about what waking a sleeping thread costs. */
const spinTime = 0.05;

/** At most so many waits go by without a spin after spins in vain. */
const longestAbstinence = 1024;

/**
 * Waits on a doorbell: first spinning for some microseconds, if that has been of use lately, then asleep. The spin only makes
 * small calls faster; nothing depends on it. (bench/call.ts)
 */
export class Sleeper {
  readonly #bell: Doorbell;
  readonly #now: () => number;
  readonly #mayspin: boolean;
  #abstinence = 0;
  #skip = 0;

  constructor(bell: Doorbell, now: () => number, mayspin: boolean) {
    this.#bell = bell;
    this.#now = now;
    this.#mayspin = mayspin;
  }

  /** Spin if it is worth it. @returns whether the bell was rung. */
  spin(seen: number): boolean {
    if (!this.#mayspin) return false;
    if (this.#skip > 0) {
      this.#skip--;
      return false;
    }
    const rung = this.#bell.spin(seen, spinTime, this.#now);
    this.#abstinence = rung ? this.#abstinence >> 1 : Math.min(this.#abstinence * 2 + 1, longestAbstinence);
    this.#skip = this.#abstinence;
    return rung;
  }

  /** Block until the bell was rung after `seen` was read, or the time is over. May return early. */
  wait(seen: number, milliseconds: number): void {
    if (!this.spin(seen)) this.#bell.wait(seen, milliseconds);
  }
}
