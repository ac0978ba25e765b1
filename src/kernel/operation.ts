import { atUser } from "../users-line.ts";
import { Awaitable, type Coroutine, reuseMessage, type Suspend, type Suspended } from "./coroutine.ts";
import { CANCELLED, PENDING } from "./future.ts";
import { type Idle, type Kind, noteBegun, noteIdle } from "./never-waited.ts";
import { isProbed, suspendOn, WAIT } from "./suspension.ts";
import { Place, type WaitQueue } from "./wait-queue.ts";

/** The result of an operation that returns nothing. */
export const done: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * Something done to a primitive that may have to wait in its queue: `queue.get()`, `lock.acquire()`. Its own coroutine and
 * iterator, where a generator would be twice as large (bench/kernel/memory.mjs), and take longer when there is no need to wait.
 */
export abstract class Operation<T> extends Awaitable implements Coroutine<T>, Suspended<T>, Idle {
  /**
   * Where it waits; undefined before, null when it is over. To be assigned by the constructor of every subclass: there V8 knows the
   * shape of the object, here it would not (bench/kernel/queue.mjs).
   */
  declare protected place: Place | undefined | null;

  /** @param kind of which it is one. */
  constructor(kind: Kind) {
    super();
    noteIdle(this, kind);
  }

  get hasBegun(): boolean {
    return this.place !== undefined;
  }

  get idleTitle(): string {
    return (this.queue.operation ?? "").replace(/^at /, "");
  }

  protected abstract get queue(): WaitQueue;

  /**
   * Do it, if it can be done now.
   *
   * @param woken it has waited, and been woken by the primitive.
   * @returns undefined when it has to wait (again).
   */
  protected abstract attempt(woken: boolean): IteratorReturnResult<T> | undefined;

  /** An error has taken it out of the queue. If the primitive had woken it, somebody else must have the turn. */
  protected abstract failed(place: Place): void;

  override get reusable(): boolean {
    return false;
  }

  [Symbol.iterator](): Suspended<T> {
    return this;
  }

  next(): IteratorResult<Suspend, T> {
    const { place } = this;
    if (place === null) throw atUser(new TypeError(reuseMessage("run it")), this.next);
    if (place !== undefined) {
      if (isProbed()) return suspendOn(place, WAIT);
      // Its task goes on when the place is done: before that, somebody else waits for it, too.
      if (place.state === PENDING) throw atUser(new TypeError(reuseMessage("wait for it")), this.next);
      if (place.state === CANCELLED) this.throw(place.cancelledError());
      this.queue.leave(place);
    } else noteBegun(this);
    this.place = null;
    const result = this.attempt(place !== undefined);
    if (result !== undefined) return result;
    this.place = new Place(this.queue, this.next);
    return suspendOn(this.place, WAIT);
  }

  throw(error: unknown): never {
    const { place } = this;
    this.place = null;
    if (place) {
      place.cancel();
      this.queue.leave(place);
      this.failed(place);
    }
    throw error;
  }
}
