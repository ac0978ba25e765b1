import type { Listener } from "./ready-queue.ts";

/** Something that gets a turn in the first tick at or after a time, unless cancelled before. */
export interface Timed extends Listener {
  readonly when: number;
  /** Order of creation, given by the timers: decides between equal times. */
  order: number;
  /** In the heap, and not cancelled. */
  scheduled: boolean;
  /** It wants no turn any more. Its timers are to be told with `forget`. */
  readonly cancelled: boolean;
}

/** Gives `listener` a turn at a time. */
export class Timer implements Timed {
  readonly when: number;
  readonly listener: Listener;
  order = 0;
  scheduled = false;
  cancelled = false;

  constructor(when: number, listener: Listener) {
    this.when = when;
    this.listener = listener;
  }

  wake(): void {
    if (!this.cancelled) this.listener.wake(undefined);
  }
}

/** Timers in the order they are due, equal ones in the order they were made: a binary heap. */
export class Timers {
  #heap: Timed[] = [];
  #made = 0;
  #cancelled = 0;

  /** One that is never due (its time is Infinity) is not kept: waiting for it is waiting for nothing. */
  add(timer: Timed): void {
    if (timer.when === Number.POSITIVE_INFINITY) return;
    timer.order = this.#made++;
    timer.scheduled = true;
    const heap = this.#heap;
    heap.push(timer);
    this.#up(heap.length - 1);
  }

  /** Give it no turn any more, also when its time has come but its turn has not. */
  cancel(timer: Timer): void {
    timer.cancelled = true;
    this.forget(timer);
  }

  /** A timer has been cancelled. */
  forget(timer: Timed): void {
    if (!timer.scheduled) return;
    timer.scheduled = false;
    this.#cancelled++;
    // Removing one from the middle of a heap costs a search; sweep when they are the majority, so each costs O(1) in the long run.
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#sweep();
  }

  /** When the next live timer is due; undefined when there is none. */
  nextDue(): number | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (!first.cancelled) return first.when;
      this.#pop();
      this.#cancelled--;
    }
    return undefined;
  }

  /** Take out the next live timer that is due at `now`. */
  takeDue(now: number): Timed | undefined {
    const due = this.nextDue();
    return due !== undefined && due <= now ? this.#pop() : undefined;
  }

  #pop(): Timed {
    const heap = this.#heap;
    const first = heap[0] as Timed;
    const last = heap.pop() as Timed;
    if (heap.length > 0) {
      heap[0] = last;
      this.#down(0);
    }
    first.scheduled = false;
    return first;
  }

  #sweep(): void {
    this.#heap = this.#heap.filter((timer) => !timer.cancelled);
    this.#cancelled = 0;
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#down(i);
  }

  #up(index: number): void {
    const heap = this.#heap;
    const timer = heap[index] as Timed;
    let child = index;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent] as Timed;
      if (!before(timer, above)) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = timer;
  }

  #down(index: number): void {
    const heap = this.#heap;
    const timer = heap[index] as Timed;
    const end = heap.length;
    let parent = index;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= end) break;
      if (child + 1 < end && before(heap[child + 1] as Timed, heap[child] as Timed)) child++;
      const below = heap[child] as Timed;
      if (!before(below, timer)) break;
      heap[parent] = below;
      parent = child;
    }
    heap[parent] = timer;
  }
}

function before(a: Timed, b: Timed): boolean {
  return a.when < b.when || (a.when === b.when && a.order < b.order);
}
