import { type Coroutine, claim, type Suspend, type Suspended } from "./coroutine.ts";
import { CALL, suspendOn } from "./suspension.ts";

const UNOPENED = 0;
const RUNNING = 1;
const RETURNED = 2;
const THREW = 3;

/** The wait of `yield* call(coroutine)`: the task runs the coroutine on a frame of its own and then resumes the caller. */
export class CallRequest<T> implements Coroutine<T>, Suspended<T> {
  readonly #coroutine: Coroutine<T>;
  #state: 0 | 1 | 2 | 3 = UNOPENED;
  #outcome: unknown;

  constructor(coroutine: Coroutine<T>) {
    this.#coroutine = coroutine;
  }

  [Symbol.iterator](): Suspended<T> {
    return this;
  }

  next(): IteratorResult<Suspend, T> {
    if (this.#state === RETURNED) return { done: true, value: this.#outcome as T };
    if (this.#state === THREW) throw this.#outcome;
    return suspendOn(this, CALL);
  }

  throw(error: unknown): never {
    throw error;
  }

  /** @throws TypeError when the coroutine has been run already. */
  open(): Suspended<T> {
    this.#state = RUNNING;
    return claim(this.#coroutine);
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
