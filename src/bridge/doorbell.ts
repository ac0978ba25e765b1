/**
 * The one place that touches shared memory: a counter that one side rings and the other sleeps on.
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

/** A counter in shared memory that one side rings and the other sleeps on. */
export class Doorbell {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(cacheLine);
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

  /** Look again and again for at most `milliseconds`, without sleeping. @returns whether it was rung after `seen` was read. */
  spin(seen: number, milliseconds: number, now: () => number): boolean {
    const end = now() + milliseconds;
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
