import { LoopError } from "../errors.ts";
import { atUser, type Entry } from "../users-line.ts";
import { Future, PENDING, RETURNED } from "./future.ts";
import { type Loop, runningLoop } from "./loop.ts";

/** Ties a primitive to the loop it first waited in (asyncio's rule: it cannot be used in another one afterwards). */
export class LoopBound {
  #loop: Loop | undefined;

  /** The running loop. @throws LoopError when it is not the one of the first time, as from the line that called `entry`. */
  bind(name: string, entry?: Entry): Loop {
    const loop = runningLoop();
    this.#loop ??= loop;
    if (this.#loop !== loop) {
      throw atUser(
        new LoopError(
          `Cannot wait: this ${name} belongs to another loop, where it was first waited for; make a new one`,
        ),
        entry,
      );
    }
    return loop;
  }
}

/** A place in a wait queue: a future that knows its neighbours, so that leaving costs the same wherever it stands. */
export class Place extends Future<void> {
  /** @internal */ readonly queue: WaitQueue;
  /** @internal */ previous: Place | undefined = undefined;
  /** @internal */ following: Place | undefined = undefined;

  /** @internal Joins the queue; `queue.leave()` must follow. @throws LoopError in another loop than the first time. */
  constructor(queue: WaitQueue, entry?: Entry) {
    super(queue.bind(entry));
    this.queue = queue;
    queue.join(this);
  }

  override get operation(): string | undefined {
    return this.queue.operation;
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
  readonly #owner: string;
  readonly #operation: string | undefined;
  #first: Place | undefined;
  #last: Place | undefined;
  // All before it are woken or cancelled, and stay so.
  #pending: Place | undefined;
  /** Those in the queue that have not been cancelled: waiting, or woken and yet to run. */
  uncancelled = 0;

  /**
   * @param owner the primitive's name, for messages.
   * @param operation the name of what waits, where that is an `Operation`.
   * @param bound shared by the wait queues of one primitive.
   */
  constructor(owner: string, operation?: string, bound: LoopBound = new LoopBound()) {
    this.#owner = owner;
    this.#operation = operation;
    this.#bound = bound;
  }

  /** As a line of an await stack; undefined when a generator waits, which has a frame. */
  get operation(): string | undefined {
    return this.#operation === undefined ? undefined : `at ${this.#owner}.${this.#operation}()`;
  }

  /** The running loop. @throws LoopError when it is not the one of the first time, as from the line that called `entry`. */
  bind(entry?: Entry): Loop {
    return this.#bound.bind(this.#owner, entry);
  }

  /** Put a place at the end; it must leave, exactly once. */
  join(place: Place): void {
    place.previous = this.#last;
    if (this.#last === undefined) this.#first = place;
    else this.#last.following = place;
    this.#last = place;
    this.#pending ??= place;
    this.uncancelled++;
  }

  /** Take a place out. */
  leave(place: Place): void {
    if (this.#pending === place) this.#pending = place.following;
    if (place.previous === undefined) this.#first = place.following;
    else place.previous.following = place.following;
    if (place.following === undefined) this.#last = place.previous;
    else place.following.previous = place.previous;
    if (!place.cancelled) this.uncancelled--;
  }

  /** Wake the first that is not done. @returns false when there is none. */
  wakeNext(): boolean {
    let place = this.#pending;
    while (place !== undefined && place.state !== PENDING) place = place.following;
    this.#pending = place?.following;
    if (place === undefined) return false;
    place.settle(RETURNED, undefined);
    return true;
  }

  /** Wake the one at the head, unless it is woken or cancelled already: then it passes the turn on when it runs. */
  wakeHead(): void {
    if (this.#first?.state === PENDING) this.wakeNext();
  }
}
