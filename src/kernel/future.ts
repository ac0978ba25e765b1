import { CancelledError, InvalidStateError, isCancelledError, textWithStack } from "../errors.ts";
import { atUser } from "../users-line.ts";
import { Awaitable, type Coroutine, type Suspend, type Suspended } from "./coroutine.ts";
import type { Loop } from "./loop.ts";
import type { Listener } from "./ready-queue.ts";
import { isProbed, suspendOn, WAIT } from "./suspension.ts";

/** Where a future is in its life; only ever PENDING to one of the others. */
export const PENDING = 0;
export const RETURNED = 1;
export const THREW = 2;
export const CANCELLED = 3;

/**
 * A result that is not there yet (asyncio.Future). It is its own coroutine and its own iterator, so that waiting for it costs
 * no object: `yield*` suspends the running task until the future ends, then gives its result or throws its error.
 */
export class Future<out T> extends Awaitable implements Coroutine<T>, Suspended<T> {
  // Declared, and assigned in the constructor: V8 is ten times slower at initializers of a class with many subclasses.
  /** @internal */ declare loop: Loop;
  /** @internal */ declare state: 0 | 1 | 2 | 3;
  /** @internal The result, the error, or what was said on cancelling (a CancelledError, or its message). */
  declare outcome: unknown;
  /** @internal One listener is the common case; a set keeps their order and makes removing cheap. */
  declare listeners: Listener | Set<Listener> | undefined;

  /** @internal */
  constructor(loop: Loop) {
    super();
    this.loop = loop;
    this.state = PENDING;
    this.outcome = undefined;
    this.listeners = undefined;
  }

  /** Opens it, to wait for it with `yield*`. */
  [Symbol.iterator](): Suspended<T> {
    return this;
  }

  /** @hidden As its own iterator. */
  next(): IteratorResult<Suspend, T> {
    if (this.state === PENDING || isProbed()) return suspendOn(this, WAIT);
    return { done: true, value: this.result() };
  }

  /** @hidden As its own iterator. */
  throw(error: unknown): never {
    throw error;
  }

  /** @internal What cancelling does: ends it, reaches through the task, or reaches all of several. */
  get kind(): "future" | "task" | "composite" {
    return "future";
  }

  /** @internal The operation that waits for it and has no frame of its own: the innermost line of an await stack. */
  get operation(): string | undefined {
    return undefined;
  }

  /** @internal What is waited for, if no code here shows it: the innermost line of an await stack. */
  get about(): string | undefined {
    return undefined;
  }

  /** @internal How a report names it. */
  get title(): string {
    return "A future";
  }

  /** True once it has returned, thrown or been cancelled. */
  get done(): boolean {
    return this.state !== PENDING;
  }

  /** True when it ended by cancellation. */
  get cancelled(): boolean {
    return this.state === CANCELLED;
  }

  /**
   * Give the result, of one that is done.
   * @returns what it returned.
   * @throws what it threw, or the CancelledError it was cancelled with.
   * @throws InvalidStateError while it is not done.
   */
  result(): T {
    if (this.state === RETURNED) return this.outcome as T;
    if (this.state === PENDING)
      throw atUser(new InvalidStateError(`Cannot take the result: ${unfinished}`), this.result);
    throw this.error();
  }

  /**
   * Give the error, of one that is done.
   * @returns what it threw; undefined when it ended well (and when it threw undefined).
   * @throws CancelledError when it was cancelled.
   * @throws InvalidStateError while it is not done.
   */
  exception(): unknown {
    if (this.state === RETURNED) return undefined;
    if (this.state === PENDING)
      throw atUser(new InvalidStateError(`Cannot take the exception: ${unfinished}`), this.exception);
    if (this.state === CANCELLED) throw this.error();
    return this.error();
  }

  /**
   * Ask it to end with CancelledError. All who wait for it are woken in the next tick.
   * @param message what the CancelledError says.
   * @returns false when it was done already, and nothing happened.
   */
  cancel(message?: string): boolean {
    if (this.state !== PENDING) {
      this.retrieved(); // As in asyncio: whoever cancels a failed one does not care for its error.
      return false;
    }
    this.settle(CANCELLED, message);
    return true;
  }

  /**
   * @internal Whoever waits for it has no time left for that: end it, or say what is to end with it.
   * @returns what else is to end.
   */
  expire(): Iterable<Future<unknown>> {
    this.cancel();
    return [];
  }

  /** @internal */
  setResult(value: T): void {
    this.#requirePending();
    this.settle(RETURNED, value);
  }

  /** @internal */
  setError(error: unknown): void {
    this.#requirePending();
    this.settle(THREW, error);
  }

  /** @internal End it; its listeners are woken in the next tick, in the order they were added. */
  settle(state: 0 | 1 | 2 | 3, outcome: unknown): void {
    this.state = state;
    this.outcome = outcome;
    if (state === THREW && !isCancelledError(outcome)) this.loop.failedUnseen(this);
    const listeners = this.listeners;
    if (listeners === undefined) return;
    this.listeners = undefined;
    const ready = this.loop.ready;
    if (listeners instanceof Set) for (const listener of listeners) ready.push(listener, this);
    else ready.push(listeners, this);
  }

  /**
   * Call a function when it is done, in the next tick, in the order of adding; in the next tick when it is done now
   * (asyncio.Future.add_done_callback). An error of the function is told as a warning.
   *
   * @param callback called with this, in the async context of this moment, and in no task.
   */
  addDoneCallback(callback: (future: this) => void): void {
    this.addListener(new DoneCallback(this.loop, callback as (future: never) => void));
  }

  /**
   * Take a function back that is to be called when it is done.
   *
   * @returns how many times it had been added.
   */
  removeDoneCallback(callback: (future: this) => void): number {
    const { listeners } = this;
    if (listeners === undefined) return 0;
    const added = [...(listeners instanceof Set ? listeners : [listeners])].filter(
      (listener) => listener instanceof DoneCallback && listener.callback === (callback as unknown),
    );
    for (const listener of added) this.removeListener(listener);
    return added.length;
  }

  /** @internal `listener.wake(this)` in the tick after it is done; in the next tick when it is done now. */
  addListener(listener: Listener): void {
    if (this.state !== PENDING) this.loop.ready.push(listener, this);
    else if (this.listeners === undefined) this.listeners = listener;
    else if (this.listeners instanceof Set) this.listeners.add(listener);
    else this.listeners = new Set([this.listeners, listener]);
  }

  /** @internal */
  hasListener(listener: Listener): boolean {
    return this.listeners === listener || (this.listeners instanceof Set && this.listeners.has(listener));
  }

  /** @internal A wake-up that is queued already still comes. */
  removeListener(listener: Listener): void {
    if (this.listeners === listener) this.listeners = undefined;
    else if (this.listeners instanceof Set) this.listeners.delete(listener);
  }

  /** @internal Of one that threw or was cancelled: what waiting for it throws. */
  error(): unknown {
    if (this.state === CANCELLED) return this.cancelledError();
    this.retrieved();
    return this.outcome;
  }

  /** @internal Of one that was cancelled. */
  cancelledError(): CancelledError {
    if (!isCancelledError(this.outcome)) this.outcome = new CancelledError(this.outcome as string | undefined);
    return this.outcome as CancelledError;
  }

  /** @hidden Somebody has seen the error: it need not be reported. */
  retrieved(): void {
    this.loop.unseen?.delete(this);
  }

  #requirePending(): void {
    if (this.state !== PENDING)
      throw atUser(new InvalidStateError("Cannot settle: it is done already"), this.setResult);
  }
}

class DoneCallback implements Listener {
  readonly callback: (future: never) => void;
  readonly #loop: Loop;
  readonly #context: object | undefined;

  constructor(loop: Loop, callback: (future: never) => void) {
    this.#loop = loop;
    this.callback = callback;
    this.#context = loop.capture();
  }

  wake(source: Future<unknown> | undefined): void {
    this.#loop.inContext(this.#context, () => {
      try {
        this.callback(source as never);
      } catch (error) {
        this.#loop.host.warn(`A done-callback of ${source?.title} failed: ${textWithStack(error)}`);
      }
    });
  }
}

/**
 * The end of others, settled by whoever watches them. Cancelling it reaches none of them; but when there is no time left to wait
 * for it, there is none for them.
 */
export class End extends Future<void> {
  readonly #of: Iterable<Future<unknown>>;

  constructor(loop: Loop, of: Iterable<Future<unknown>>) {
    super(loop);
    this.#of = of;
  }

  override expire(): Iterable<Future<unknown>> {
    super.expire();
    return this.#of;
  }
}

const unfinished = "it is not done; wait for it with yield*";

/** True for what can be waited for again and again, and has a loop. */
export function isFuture(value: unknown): value is Future<unknown> {
  return value instanceof Future && value.reusable;
}
