import type { Listener } from "./ready-queue.ts";

/** A turn at a time: `listener.wake(undefined)` in the first tick at or after `when`, unless cancelled before. */
export class Timer {
  readonly when: number;
  readonly listener: Listener;
  /** Order of creation: decides between equal times. */
  readonly order: number;
  cancelled = false;

  constructor(when: number, listener: Listener, order: number) {
    this.when = when;
    this.listener = listener;
    this.order = order;
  }

  wake(): void {
    if (!this.cancelled) this.listener.wake(undefined);
  }
}

/** Timers in the order they are due, equal ones in the order they were made: a binary heap. */
export class Timers {
  #heap: Timer[] = [];
  #made = 0;
  #cancelled = 0;

  add(when: number, listener: Listener): Timer {
    const timer = new Timer(when, listener, this.#made++);
    const heap = this.#heap;
    heap.push(timer);
    this.#up(heap.length - 1);
    return timer;
  }

  cancel(timer: Timer): void {
    if (timer.cancelled) return;
    timer.cancelled = true;
    this.#cancelled++;
    // Removing one from the middle of a heap costs a search; sweep when they are the majority, so each costs O(1) in the long run.
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#sweep();
  }

  /** When the next live timer is due; undefined when there is none. */
  nextDue(): number | undefined {
    const heap = this.#heap;
    while (heap.length > 0) {
      const first = heap[0] as Timer;
      if (!first.cancelled) return first.when;
      this.#pop();
    }
    return undefined;
  }

  /** Take out the next live timer that is due at `now`. */
  takeDue(now: number): Timer | undefined {
    const due = this.nextDue();
    return due !== undefined && due <= now ? this.#pop() : undefined;
  }

  #pop(): Timer {
    const heap = this.#heap;
    const first = heap[0] as Timer;
    const last = heap.pop() as Timer;
    if (heap.length > 0) {
      heap[0] = last;
      this.#down(0);
    }
    if (first.cancelled && this.#cancelled > 0) this.#cancelled--;
    return first;
  }

  #sweep(): void {
    this.#heap = this.#heap.filter((timer) => !timer.cancelled);
    this.#cancelled = 0;
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#down(i);
  }

  #up(index: number): void {
    const heap = this.#heap;
    const timer = heap[index] as Timer;
    let child = index;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent] as Timer;
      if (!before(timer, above)) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = timer;
  }

  #down(index: number): void {
    const heap = this.#heap;
    const timer = heap[index] as Timer;
    const end = heap.length;
    let parent = index;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= end) break;
      if (child + 1 < end && before(heap[child + 1] as Timer, heap[child] as Timer)) child++;
      const below = heap[child] as Timer;
      if (!before(below, timer)) break;
      heap[parent] = below;
      parent = child;
    }
    heap[parent] = timer;
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.when < b.when || (a.when === b.when && a.order < b.order);
}
