import type { Coroutine, Suspend, Suspended } from "./coroutine.ts";

const RUNNING = 0;
const RETURNED = 1;
const THREW = 2;

/** What `yield* call(coroutine)` yields: the task runs the coroutine on a frame of its own and then resumes the caller. */
export class CallRequest<T> implements Suspended<T>, Coroutine<T> {
  readonly callee: Suspended<T>;
  #state: 0 | 1 | 2 = RUNNING;
  #outcome: unknown;

  constructor(callee: Suspended<T>) {
    this.callee = callee;
  }

  [Symbol.iterator](): Suspended<T> {
    return this;
  }

  next(): IteratorResult<Suspend, T> {
    if (this.#state === RETURNED) return { done: true, value: this.#outcome as T };
    if (this.#state === THREW) throw this.#outcome;
    return { done: false, value: this as unknown as Suspend };
  }

  throw(error: unknown): never {
    throw error;
  }

  returned(value: T): void {
    this.#state = RETURNED;
    this.#outcome = value;
  }

  threw(error: unknown): void {
    this.#state = THREW;
    this.#outcome = error;
  }
}
