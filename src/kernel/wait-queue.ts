import { Future, PENDING } from "./future.ts";
import type { Loop } from "./loop.ts";

/** A place in a wait queue: a future that knows its neighbours, so that leaving costs the same wherever it stands. */
export class Waiter<T> extends Future<T> {
  /** @internal */ queue: WaitQueue<T> | undefined = undefined;
  /** @internal */ previous: Waiter<T> | undefined = undefined;
  /** @internal */ following: Waiter<T> | undefined = undefined;
}

/** Those who wait for the same thing, first come first. Cancelling all of n waiters takes n steps, not n squared. */
export class WaitQueue<T> {
  #first: Waiter<T> | undefined;
  #last: Waiter<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): Waiter<T> | undefined {
    return this.#first;
  }

  /** A new waiter at the end. */
  join(loop: Loop): Waiter<T> {
    const waiter = new Waiter<T>(loop);
    waiter.queue = this;
    waiter.previous = this.#last;
    if (this.#last === undefined) this.#first = waiter;
    else this.#last.following = waiter;
    this.#last = waiter;
    this.#size++;
    return waiter;
  }

  /** Take a waiter out; nothing happens when it is out already. */
  leave(waiter: Waiter<T>): void {
    if (waiter.queue !== this) return;
    waiter.queue = undefined;
    if (waiter.previous === undefined) this.#first = waiter.following;
    else waiter.previous.following = waiter.following;
    if (waiter.following === undefined) this.#last = waiter.previous;
    else waiter.following.previous = waiter.previous;
    waiter.previous = undefined;
    waiter.following = undefined;
    this.#size--;
  }

  /** Take out the first that is still waiting, and give it `value`. @returns false when there is none. */
  wakeFirst(value: T): boolean {
    for (let waiter = this.#first; waiter !== undefined; waiter = this.#first) {
      this.leave(waiter);
      if (waiter.state === PENDING) {
        waiter.setResult(value);
        return true;
      }
    }
    return false;
  }

  *[Symbol.iterator](): Iterator<Waiter<T>> {
    for (let waiter = this.#first; waiter !== undefined; ) {
      const following: Waiter<T> | undefined = waiter.following;
      yield waiter;
      waiter = following;
    }
  }
}
