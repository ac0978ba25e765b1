import { isCancelledError, LoopError } from "../errors.ts";
import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import { Place, WaitQueue } from "../kernel/wait-queue.ts";
import { atUser } from "../users-line.ts";
import { Holdable } from "./holdable.ts";
import { Lock } from "./lock.ts";

/**
 * A lock whose holder can wait for something to change, and tell others that it has (asyncio.Condition).
 *
 * @example
 * ```ts
 * import { Condition, run, spawn } from "miniasync";
 * run(
 *   (function* () {
 *     const changed = new Condition();
 *     let ready = false;
 *     const waiter = spawn(changed.with(() => changed.waitFor(() => ready)));
 *     yield* changed.with(function* () {
 *       ready = true;
 *       changed.notifyAll();
 *     });
 *     yield* waiter;
 *   })(),
 * );
 * ```
 */
export class Condition extends Holdable {
  readonly #lock: Lock;
  readonly #waiters = new WaitQueue("Condition");

  /** @param lock shared with others; default one of its own. */
  constructor(lock: Lock = new Lock()) {
    super();
    this.#lock = lock;
  }

  /** Whether its lock is held. */
  get locked(): boolean {
    return this.#lock.locked;
  }

  /** Wait for its lock, and hold it. */
  acquire(): Coroutine<void> {
    return this.#lock.acquire();
  }

  /**
   * Give its lock back.
   *
   * @throws LoopError when it is not held.
   */
  release(): void {
    this.#lock.release();
  }

  /**
   * Release the lock, wait to be notified, and take the lock again. The lock is held again however this ends, also when it is
   * cancelled; a notification that came too late for it goes to the next. It may return without a change: use `waitFor()`.
   *
   * @throws LoopError when the lock is not held, or in another loop than the one where it was first waited for.
   */
  *wait(): Generator<Suspend, void> {
    if (!this.locked) throw atUser(new LoopError("Cannot wait: the condition's lock is not held; acquire it first"));
    const place = new Place(this.#waiters);
    this.release();
    try {
      try {
        yield* place;
      } finally {
        this.#waiters.leave(place);
        yield* this.#acquireInAnyCase();
      }
    } catch (error) {
      this.#waiters.wakeNext();
      throw error;
    }
  }

  *#acquireInAnyCase(): Generator<Suspend, void> {
    let cancellation: unknown;
    for (;;) {
      try {
        yield* this.acquire();
        break;
      } catch (error) {
        if (!isCancelledError(error)) throw error;
        cancellation = error;
      }
    }
    if (cancellation !== undefined) throw cancellation;
  }

  /**
   * Wait, as by `wait()`, until something holds.
   *
   * @param predicate asked at first, and whenever notified, with the lock held.
   * @returns the first truthy value that it gives.
   * @throws what it throws.
   * @throws LoopError when the lock is not held.
   */
  *waitFor<T>(predicate: () => T): Generator<Suspend, T> {
    for (;;) {
      const value = predicate();
      if (value) return value;
      yield* this.wait();
    }
  }

  /**
   * Wake some who wait, those who came first. They go on when they get the lock.
   *
   * @param count how many at most; default 1.
   * @throws LoopError when the lock is not held.
   */
  notify(count = 1): void {
    if (!this.locked)
      throw atUser(new LoopError("Cannot notify: the condition's lock is not held; acquire it first"), this.notify);
    for (let woken = 0; woken < count && this.#waiters.wakeNext(); woken++);
  }

  /**
   * Wake all who wait.
   *
   * @throws LoopError when the lock is not held.
   */
  notifyAll(): void {
    this.notify(Number.POSITIVE_INFINITY);
  }
}
