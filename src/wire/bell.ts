/**
 * A counter in shared memory that one side rings and the other sleeps on. Only this file and platform/web/mailbox.ts touch such memory.
 *
 * The rule, which the explorer in test/model/doorbell.test.ts checks over every interleaving: the sender posts first and rings after;
 * the receiver reads the counter first, then looks for messages, and sleeps only while the counter is still the one that it read.
 */

/** The word of a bell: how often it was rung. */
const RUNG = 0;

/** A counter has a cache line of its own, so that two sides that spin do not slow each other down. */
const cacheLine = 128;

/** Looks at the counter between two looks at the clock. */
const spinTurns = 64;

/** Where nothing can wake an event loop it looks at the bell itself, every so many milliseconds. */
const pollTime = 4;

// Taken when this file is loaded: tests put another in its place.
const { setTimeout } = globalThis;

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

/** A spin lasts no longer than this, in milliseconds: longer than what it is to save, which is waking a thread. */
const spinTime = 0.03;

/** At most so many waits go by without a spin; as many as at first, while V8 compiles what a call goes through. */
const longestPause = 1023;

/**
 * Waits on a doorbell: asleep, or first spinning where that is of use. The spin only makes small calls faster; nothing depends on it.
 * Each spin in vain doubles how many waits go by without, and each that was of use halves it: cold code, much work and a busy machine
 * make waits long, and then others that have work get the processor.
 */
export class Sleeper {
  readonly #bell: Doorbell;
  readonly #now: () => number;
  readonly #spins: boolean;
  #pause = longestPause;
  #left = longestPause;

  constructor(bell: Doorbell, now: () => number, spins: boolean) {
    this.#bell = bell;
    this.#now = now;
    this.#spins = spins;
  }

  /** Spin if the last spins were of use. @returns whether the bell was rung after `seen` was read. */
  spin(seen: number): boolean {
    if (!this.#spins || this.#left-- > 0) return false;
    const end = this.#now() + spinTime;
    const rung = this.#bell.spin(seen, end, this.#now);
    // A spin that took longer was kept off its core: by the other side, perhaps, which would have been sooner without it.
    const ofUse = rung && this.#now() < end;
    this.#pause = ofUse ? this.#pause >> 1 : Math.min(this.#pause * 2 + 1, longestPause);
    this.#left = ofUse ? 0 : this.#pause;
    return rung;
  }

  /** Block until the bell was rung after `seen` was read, or the time is over. May return early. @returns whether it slept. */
  wait(seen: number, milliseconds: number): boolean {
    if (this.spin(seen)) return false;
    this.#bell.wait(seen, milliseconds);
    return true;
  }
}
