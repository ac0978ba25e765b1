/**
 * A counter in shared memory that one side rings and the other sleeps on. Only this file and platform/mailbox.ts touch such memory.
 *
 * The rule, which the explorer in test/model/doorbell.test.ts checks over every interleaving: the one who sends posts first and
 * rings after; the one who waits reads the counter first, then looks for messages, and sleeps only while the counter is still
 * what it read.
 */

/** The word of a bell: how often it was rung. */
const RUNG = 0;

/** A counter has a cache line of its own, so that two sides that spin do not slow each other down. */
const cacheLine = 128;

/** Looks at the counter between two looks at the clock. */
const spinTurns = 64;

/** Where nothing can wake an event loop it looks at the bell itself, every so many milliseconds. */
const pollTime = 4;

type WaitAsync = (
  words: Int32Array,
  index: number,
  seen: number,
) => { readonly async: boolean; readonly value: unknown };

/** A counter in shared memory that one side rings and the other sleeps on. */
export class Doorbell {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  /** Memory for a bell. Where there is none that can be shared, a bell for one thread: nobody else rings it, and nobody can wait. */
  static allocate(): SharedArrayBuffer {
    const shares = typeof SharedArrayBuffer !== "undefined";
    return shares ? new SharedArrayBuffer(cacheLine) : (new ArrayBuffer(cacheLine) as unknown as SharedArrayBuffer);
  }

  /** Read before looking for messages; `wait` with it afterwards. */
  read(): number {
    return Atomics.load(this.#words, RUNG);
  }

  /** Call after posting. */
  ring(): void {
    Atomics.add(this.#words, RUNG, 1);
    Atomics.notify(this.#words, RUNG);
  }

  /** Block this thread until it was rung after `seen` was read, or `milliseconds` are over. May return early. */
  wait(seen: number, milliseconds: number): void {
    Atomics.wait(this.#words, RUNG, seen, milliseconds);
  }

  /**
   * Resolves when it was rung after `seen` was read; for threads that do not block. May resolve early.
   * @returns whether the event loop has turned meanwhile.
   */
  async rung(seen: number): Promise<boolean> {
    // Younger than the library that TypeScript knows here, and than some browsers.
    const { waitAsync } = Atomics as { waitAsync?: WaitAsync };
    if (waitAsync !== undefined) {
      const waiting = waitAsync(this.#words, RUNG, seen);
      await waiting.value;
      return waiting.async;
    }
    if (this.read() !== seen) return false;
    await new Promise((resolve) => setTimeout(resolve, pollTime));
    return true;
  }

  /** Look again and again until `end` on the clock, without sleeping. @returns whether it was rung after `seen` was read. */
  spin(seen: number, end: number, now: () => number): boolean {
    do {
      for (let i = 0; i < spinTurns; i++) {
        if (Atomics.load(this.#words, RUNG) !== seen) return true;
      }
    } while (now() < end);
    return false;
  }
}

/** Block this thread for a time. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Whether this thread may block at all: the main thread of a page may not. */
export function canWait(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

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
