import { LoopError } from "../errors.ts";
import type { Coroutine } from "../kernel/coroutine.ts";
import { done, Operation } from "../kernel/operation.ts";
import { WaitQueue } from "../kernel/wait-queue.ts";
import { atUser } from "../users-line.ts";
import { Holdable } from "./holdable.ts";

/**
 * Lets one task at a time through (asyncio.Lock). The task that has waited longest is next; nobody overtakes. It belongs to no task: any may
 * release it. Acquiring it twice in one task waits for ever.
 *
 * @example
 * ```ts
 * import { Lock, run, sleep } from "miniasync";
 * run(
 *   (function* () {
 *     const lock = new Lock();
 *     yield* lock.with(function* () {
 *       yield* sleep(5);
 *     });
 *   })(),
 * );
 * ```
 */
export class Lock extends Holdable {
  /** @internal */ readonly waiters: WaitQueue = new WaitQueue("Lock", "acquire");
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
  acquire(): Coroutine<void> {
    return new Acquire(this);
  }

  /** @internal Hold it, if it is free, and nobody is before. */
  take(before: number): boolean {
    if (this.#locked || this.waiters.uncancelled > before) return false;
    this.#locked = true;
    return true;
  }

  /**
   * Give it back: whoever waits longest gets it.
   *
   * @throws LoopError when it is not held.
   */
  release(): void {
    if (!this.#locked) throw atUser(new LoopError("Cannot release: the lock is not held"), this.release);
    this.#locked = false;
    this.waiters.wakeHead();
  }
}

const acquisitions = { made: 0 };

class Acquire extends Operation<void> {
  readonly #lock: Lock;

  constructor(lock: Lock) {
    super(acquisitions);
    this.place = undefined;
    this.#lock = lock;
  }

  protected override get queue(): WaitQueue {
    return this.#lock.waiters;
  }

  protected override attempt(woken: boolean): IteratorReturnResult<void> | undefined {
    return this.#lock.take(woken ? Number.POSITIVE_INFINITY : 0) ? done : undefined;
  }

  protected override failed(): void {
    // Woken, and cancelled before it could run: pass the turn on.
    if (!this.#lock.locked) this.#lock.waiters.wakeHead();
  }
}
