import type { Doorbell } from "./doorbell.ts";

/** How long a spin may take before it gives up, in milliseconds: longer than it takes to wake the other side, which is 0.05. */
const spinTime = 0.08;

/** What may be spent in vain before spins become rarer, in milliseconds: until two threads that share a core are given one each. */
const burst = 40;

/** No spin is counted as longer than this, in milliseconds: a process that is stopped in one has not spent the time. */
const longestSpin = 10;

/** How much of the time can be spent so again. */
const share = 0.005;

/** What a spin of use earns, in milliseconds: about what it saves. */
const earned = 0.02;

/** At most so many waits go by without a spin after that: with a call each millisecond they take 1 % of a core. */
const longestAbstinence = 16;

/**
 * For more calls at once nobody spins: waking costs little then, for each of them, and those who work, and the helpers of their
 * garbage collectors, have use for both cores.
 */
export const fewCalls = 8;

/**
 * Waits on a doorbell: first spinning for some microseconds, then asleep. The spin only makes small calls faster; nothing depends
 * on it. One that is of use costs nothing, for the time would have passed anyway; what those in vain may cost is limited.
 */
export class Sleeper {
  readonly #bell: Doorbell;
  readonly #now: () => number;
  readonly #spins: boolean;
  /** How many milliseconds may be spent in vain, as of `#creditedAt`. */
  #credit = burst;
  #creditedAt = 0;
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
    const start = this.#now();
    const rung = this.#bell.spin(seen, start + spinTime, this.#now);
    const end = this.#now();
    this.#credit += (end - this.#creditedAt) * share;
    this.#creditedAt = end;
    // One that took longer was kept off its core: by the other side, maybe, which would have been sooner without it.
    if (rung && end - start <= spinTime) {
      this.#credit += earned;
      this.#abstinence >>= 1;
    } else if (this.#credit > 0) this.#credit -= Math.min(end - start, longestSpin);
    else this.#abstinence = Math.min(this.#abstinence * 2 + 1, longestAbstinence);
    this.#credit = Math.min(this.#credit, burst);
    this.#skip = this.#abstinence;
    return rung;
  }

  /**
   * Block until the bell was rung after `seen` was read, or the time is over. May return early.
   * @param soon whether it may be rung so soon that a spin is worth it.
   * @returns whether it slept.
   */
  wait(seen: number, milliseconds: number, soon: boolean = true): boolean {
    if (soon && this.spin(seen)) return false;
    this.#bell.wait(seen, milliseconds);
    return true;
  }
}
