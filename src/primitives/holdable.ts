/// <reference lib="esnext.disposable" preserve="true" />
import { type Coroutine, markUsed, requireCoroutine, type Suspend } from "../kernel/coroutine.ts";
import { requireFunction } from "./arguments.ts";

/** Something that can be acquired and released: a lock, a semaphore, a condition. */
export abstract class Holdable {
  /** Wait until it can be had, and take it. */
  abstract acquire(): Coroutine<void>;

  /** Give it back. */
  abstract release(): void;

  /**
   * Take it for the rest of a block: `using held = yield* lock.hold()`.
   *
   * @returns what gives it back when it is disposed of; once, however often that is done.
   */
  *hold(): Generator<Suspend, Disposable> {
    yield* this.acquire();
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.release();
        held = false;
      },
    };
  }

  /**
   * Take it, run a body, and give it back however the body ends.
   *
   * @param body a generator function, or any function that gives a coroutine.
   * @returns what the body returns.
   * @throws what the body throws.
   * @throws TypeError at once when `body` is no function.
   */
  with<T>(body: () => Coroutine<T>): Coroutine<T> {
    requireFunction(body, "with()", this.with);
    return this.#with(body);
  }

  *#with<T>(body: () => Coroutine<T>): Generator<Suspend, T> {
    yield* this.acquire();
    try {
      const coroutine = body();
      requireCoroutine(coroutine, "with(): the result of the body");
      markUsed(coroutine);
      return yield* coroutine;
    } finally {
      this.release();
    }
  }
}
