import { LoopError } from "../errors.ts";
import { Future, PENDING, RETURNED } from "./future.ts";
import { type Loop, runningLoop } from "./loop.ts";

/** What ties a primitive to the loop it first waited in (asyncio's rule: it cannot be used in another one afterwards). */
export class LoopBound {
  #loop: Loop | undefined;

  /** The running loop. @throws LoopError when it is not the one of the first time. */
  bind(name: string): Loop {
    const loop = runningLoop();
    this.#loop ??= loop;
    if (this.#loop !== loop) {
      throw new LoopError(
        `Cannot wait: this ${name} belongs to another loop, where it was first waited for; make a new one`,
      );
    }
    return loop;
  }
}

/** A place in a wait queue: a future that knows its neighbours, so that leaving costs the same wherever it stands. */
export class Waiter extends Future<void> {
  /** @internal */ readonly queue: WaitQueue;
  /** @internal */ previous: Waiter | undefined = undefined;
  /** @internal */ following: Waiter | undefined = undefined;

  /** @internal */
  constructor(loop: Loop, queue: WaitQueue) {
    super(loop);
    this.queue = queue;
  }

  override cancel(message?: string): boolean {
    if (this.state !== PENDING) return false;
    this.queue.uncancelled--;
    return super.cancel(message);
  }
}

/**
 * Those who wait for the same thing, first come first. As in asyncio, one that has been woken or cancelled stays in the queue
 * until its task runs and leaves. Leaving, waking and counting take the same time however many wait.
 */
export class WaitQueue {
  readonly #bound: LoopBound;
  readonly #name: string;
  #first: Waiter | undefined;
  #last: Waiter | undefined;
  // All before it are woken or cancelled, and stay so.
  #pending: Waiter | undefined;
  /** Those in the queue that have not been cancelled: waiting, or woken and yet to run. */
  uncancelled = 0;

  /** @param name of the primitive, for errors. @param bound shared by the wait queues of one primitive. */
  constructor(name: string, bound: LoopBound = new LoopBound()) {
    this.#name = name;
    this.#bound = bound;
  }

  /** A new waiter at the end. @throws LoopError in another loop than the first time. */
  join(): Waiter {
    const waiter = new Waiter(this.#bound.bind(this.#name), this);
    waiter.previous = this.#last;
    if (this.#last === undefined) this.#first = waiter;
    else this.#last.following = waiter;
    this.#last = waiter;
    this.#pending ??= waiter;
    this.uncancelled++;
    return waiter;
  }

  /** Take a waiter out. Everyone who joined must leave, exactly once. */
  leave(waiter: Waiter): void {
    if (this.#pending === waiter) this.#pending = waiter.following;
    if (waiter.previous === undefined) this.#first = waiter.following;
    else waiter.previous.following = waiter.following;
    if (waiter.following === undefined) this.#last = waiter.previous;
    else waiter.following.previous = waiter.previous;
    if (!waiter.cancelled) this.uncancelled--;
  }

  /** Wake the first that is not done. @returns false when there is none. */
  wakeNext(): boolean {
    let waiter = this.#pending;
    while (waiter !== undefined && waiter.state !== PENDING) waiter = waiter.following;
    this.#pending = waiter?.following;
    if (waiter === undefined) return false;
    waiter.settle(RETURNED, undefined);
    return true;
  }

  /** Wake the one at the head, unless it is woken or cancelled already: then it passes the turn on when it runs. */
  wakeHead(): void {
    if (this.#first?.state === PENDING) this.wakeNext();
  }
}
