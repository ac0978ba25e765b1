/** A future that has ended, as this queue knows it. */
interface Ended {
  /** Somebody has seen its error. */
  retrieved(): void;
}

/** Something that is told when what it waits for has ended. `source` is that future, or undefined for a plain turn. */
export interface Listener {
  wake(source: Ended | undefined): void;
}

/** Most runs are of a few coroutines. */
const smallest = 16;
const large = 4096;

/** Copied, which takes a tenth of the time that filling takes. */
const emptyRing: readonly unknown[] = new Array(smallest).fill(undefined);

/** The queue of turns to come: first in, first out. A ring, because `Array.shift` moves every element. */
export class ReadyQueue {
  // Pairs, listener then source, so that a turn costs no object of its own.
  #ring: unknown[] = emptyRing.slice();
  #mask = smallest - 1;
  #head = 0;
  #tail = 0;

  get size(): number {
    return ((this.#tail - this.#head) & this.#mask) >> 1;
  }

  push(listener: Listener, source: Ended | undefined): void {
    const ring = this.#ring;
    const tail = this.#tail;
    ring[tail] = listener;
    ring[tail + 1] = source;
    this.#tail = (tail + 2) & this.#mask;
    if (this.#tail === this.#head) this.#grow();
  }

  /** Run every turn that is ready now. Turns made meanwhile belong to the next tick. */
  runTick(): void {
    for (let turns = this.size; turns > 0; turns--) this.runOne();
    if (this.#mask >= large && this.#head === this.#tail) this.#shrink();
  }

  /** Give the oldest turn to its listener. The queue must not be empty. */
  private runOne(): void {
    const ring = this.#ring;
    const head = this.#head;
    const listener = ring[head] as Listener;
    const source = ring[head + 1] as Ended | undefined;
    ring[head] = undefined;
    ring[head + 1] = undefined;
    this.#head = (head + 2) & this.#mask;
    listener.wake(source);
  }

  /** It has been large, and is empty: do not keep that much memory from those who wait. */
  #shrink(): void {
    this.#ring = emptyRing.slice();
    this.#mask = smallest - 1;
    this.#head = 0;
    this.#tail = 0;
  }

  #grow(): void {
    const old = this.#ring;
    const ring = old.slice(this.#head).concat(old.slice(0, this.#head));
    const size = ring.length;
    ring.length = size * 2;
    ring.fill(undefined, size);
    this.#ring = ring;
    this.#mask = size * 2 - 1;
    this.#head = 0;
    this.#tail = size;
  }
}
