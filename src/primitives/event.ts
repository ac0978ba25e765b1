import type { Coroutine } from "../kernel/coroutine.ts";
import { done, Operation } from "../kernel/operation.ts";
import { WaitQueue } from "../kernel/wait-queue.ts";

/**
 * A flag that tasks can wait for (asyncio.Event). It begins unset.
 *
 * @example
 * ```ts
 * import { Event, run, spawn } from "miniasync";
 * run(
 *   (function* () {
 *     const opened = new Event();
 *     const visitor = spawn(opened.wait());
 *     opened.set();
 *     yield* visitor;
 *   })(),
 * );
 * ```
 */
export class Event {
  /** @internal */ readonly waiters: WaitQueue = new WaitQueue("Event", "wait");
  #isSet = false;

  /** Whether the flag is set. */
  get isSet(): boolean {
    return this.#isSet;
  }

  /** Set the flag: all who wait are woken, in the order they came, and `wait()` waits no more. */
  set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    while (this.waiters.wakeNext());
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
    return new Wait(this);
  }
}

const waits = { made: 0 };

class Wait extends Operation<void> {
  readonly #event: Event;

  constructor(event: Event) {
    super(waits);
    this.place = undefined;
    this.#event = event;
  }

  protected override get queue(): WaitQueue {
    return this.#event.waiters;
  }

  protected override attempt(woken: boolean): IteratorReturnResult<void> | undefined {
    return woken || this.#event.isSet ? done : undefined;
  }

  protected override failed(): void {}
}
