import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import { WaitQueue } from "../kernel/wait-queue.ts";

/**
 * A flag that tasks can wait for (asyncio.Event). It begins unset.
 *
 * @example
 * const opened = new Event();
 * const visitor = spawn(opened.wait());
 * opened.set();
 * yield* visitor;
 */
export class Event {
  readonly #waiters = new WaitQueue("Event");
  #isSet = false;

  /** Whether the flag is set. */
  get isSet(): boolean {
    return this.#isSet;
  }

  /** Set the flag: all who wait are woken, in the order they came, and `wait()` waits no more. */
  set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    while (this.#waiters.wakeNext());
  }

  /** Unset the flag. Those who have been woken already stay so. */
  clear(): void {
    this.#isSet = false;
  }

  /**
   * Wait until the flag is set; return at once if it is.
   *
   * @throws LoopError in another loop than the one where it was first waited for.
   */
  wait(): Coroutine<void> {
    return this.#wait();
  }

  *#wait(): Generator<Suspend, void> {
    if (this.#isSet) return;
    const waiter = this.#waiters.join();
    try {
      yield* waiter;
    } finally {
      this.#waiters.leave(waiter);
    }
  }
}
