/// <reference lib="esnext.disposable" preserve="true" />
import { isCancelledError, suppress } from "../errors.ts";
import { type Coroutine, isCoroutine, markUsed, requireCoroutine, type Suspend } from "../kernel/coroutine.ts";
import { requireFunction } from "./arguments.ts";

/** A cleanup: a plain function, or one that gives a coroutine, which is waited for. */
export type Cleanup = () => Coroutine<unknown> | void;

/** The stack, as the body of `exitStack()` is given it. */
export interface ExitStack {
  /**
   * Have something done when the body is over.
   *
   * @param cleanup called after those that are deferred later.
   */
  defer(cleanup: Cleanup): void;
  /**
   * Take charge of a value until the body is over.
   *
   * @param value given back as it is.
   * @param cleanup what is to become of it then.
   * @returns `value`.
   */
  adopt<T>(value: T, cleanup: (value: T) => Coroutine<unknown> | void): T;
  /**
   * Take charge of something that can be disposed of, such as a handle.
   *
   * @returns `value`.
   */
  use<T extends Disposable | null | undefined>(value: T): T;
}

/**
 * Run a body that says, as it goes, what is to be cleaned up, and do that when it is over, however it ends: the last first, each
 * even if another fails (python's AsyncExitStack). Unlike `using`, a cleanup may wait.
 *
 * @param body a generator function; it runs in the calling task.
 * @returns what the body returns.
 * @throws what the body throws, else the first error of a cleanup; the others are `suppressed(error)`. A CancelledError goes before
 *   all others, so that no cancellation is lost.
 * @throws TypeError at once when `body` is no function.
 * @example
 * ```ts
 * import { exitStack, run, sleep } from "miniasync";
 * run(
 *   exitStack(function* (stack) {
 *     stack.defer(() => sleep(1));
 *     stack.defer(() => console.log("first of all"));
 *     yield* sleep(1);
 *   }),
 * );
 * ```
 */
export function exitStack<T>(body: (stack: ExitStack) => Coroutine<T>): Coroutine<T> {
  requireFunction(body, "exitStack()", exitStack);
  return stacked(body);
}

function* stacked<T>(body: (stack: ExitStack) => Coroutine<T>): Generator<Suspend, T> {
  const cleanups = new Cleanups();
  let value: T;
  try {
    const coroutine = body(cleanups);
    requireCoroutine(coroutine, "exitStack(): the result of the body");
    markUsed(coroutine);
    value = yield* coroutine;
  } catch (error) {
    throw (yield* cleanups.run({ error }))?.error;
  }
  const failure = yield* cleanups.run(undefined);
  if (failure !== undefined) throw failure.error;
  return value;
}

/** An error, which may be undefined. */
interface Failure {
  readonly error: unknown;
}

class Cleanups implements ExitStack {
  readonly #cleanups: Cleanup[] = [];

  defer(cleanup: Cleanup): void {
    requireFunction(cleanup, "stack.defer()", this.defer);
    this.#cleanups.push(cleanup);
  }

  adopt<T>(value: T, cleanup: (value: T) => Coroutine<unknown> | void): T {
    requireFunction(cleanup, "stack.adopt()", this.adopt);
    this.#cleanups.push(() => cleanup(value));
    return value;
  }

  use<T extends Disposable | null | undefined>(value: T): T {
    if (value === null || value === undefined) return value;
    requireFunction(value[Symbol.dispose], "stack.use()", this.use);
    this.#cleanups.push(() => value[Symbol.dispose]());
    return value;
  }

  /** @returns what is to be thrown. */
  *run(failure: Failure | undefined): Generator<Suspend, Failure | undefined> {
    let first = failure;
    // Cleanups may defer others.
    for (let cleanup = this.#cleanups.pop(); cleanup !== undefined; cleanup = this.#cleanups.pop()) {
      try {
        const coroutine = cleanup();
        if (!isCoroutine(coroutine)) continue;
        markUsed(coroutine);
        yield* coroutine;
      } catch (error) {
        first = chosen(first, error);
      }
    }
    return first;
  }
}

function chosen(first: Failure | undefined, error: unknown): Failure {
  if (first === undefined) return { error };
  const [goes, stays] =
    isCancelledError(error) && !isCancelledError(first.error) ? [error, first.error] : [first.error, error];
  suppress(goes, stays);
  return { error: goes };
}
