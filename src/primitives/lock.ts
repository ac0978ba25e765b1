import { LoopError } from "../errors.ts";
import type { Suspend } from "../kernel/coroutine.ts";
import { WaitQueue } from "../kernel/wait-queue.ts";
import { Holdable } from "./holdable.ts";

/**
 * Lets one task at a time through (asyncio.Lock). Whoever waits longest is next; nobody overtakes. It belongs to no task: any may
 * release it. Acquiring it twice in one task waits for ever.
 *
 * @example
 * const lock = new Lock();
 * yield* lock.with(function* () {
 *   yield* sleep(5);
 * });
 */
export class Lock extends Holdable {
  readonly #waiters = new WaitQueue("Lock");
  #locked = false;

  /** Whether it is held. */
  get locked(): boolean {
    return this.#locked;
  }

  /**
   * Wait until nobody holds it, and hold it. If cancelled while waiting, it is not held, and the next in line gets its turn.
   *
   * @throws LoopError in another loop than the one where it was first waited for.
   */
  *acquire(): Generator<Suspend, void> {
    if (!this.#locked && this.#waiters.uncancelled === 0) {
      this.#locked = true;
      return;
    }
    const waiter = this.#waiters.join();
    let woken = false;
    try {
      yield* waiter;
      woken = true;
    } finally {
      this.#waiters.leave(waiter);
      // Woken, and cancelled before it could run: pass the turn on.
      if (!woken && !this.#locked) this.#waiters.wakeHead();
    }
    this.#locked = true;
  }

  /**
   * Give it back: whoever waits longest gets it.
   *
   * @throws LoopError when it is not held.
   */
  release(): void {
    if (!this.#locked) throw new LoopError("Cannot release: the lock is not held");
    this.#locked = false;
    this.#waiters.wakeHead();
  }
}
