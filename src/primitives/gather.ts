import { CancelledError } from "../errors.ts";
import { Composite } from "../kernel/composite.ts";
import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import { type ErrorMatcher, type Matched, matches, unlisted } from "../kernel/error-matcher.ts";
import { CANCELLED, type Future, PENDING, RETURNED, THREW } from "../kernel/future.ts";
import { type Loop, runningLoop, runningLoopOrNone } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";
import type { Results } from "../kernel/results.ts";
import { requireCoroutines } from "./arguments.ts";

/** Options of `gather()`. */
export interface GatherOptions<X extends boolean | readonly ErrorMatcher[] = boolean | readonly ErrorMatcher[]> {
  /** Errors that take the place of a result: all of them with `true`, instances of some classes with a list; default none. */
  readonly returnExceptions?: X | undefined;
}

/** The type that takes the place of a result under `returnExceptions: X`. */
type Returned<X> = X extends true ? unknown : X extends readonly unknown[] ? Matched<X> : never;

/**
 * Run coroutines side by side and collect their results in the order of the arguments (asyncio.gather). They start at once, as
 * by `spawn()`, when this is called in a coroutine, and otherwise when it is run. The first error that is not listed is thrown
 * to whoever waits, while the others go on; the errors that come after it are dropped. Cancelling it cancels all of them, and
 * waits for them.
 *
 * @param coroutines tasks among them are joined; one task may stand there several times.
 * @param options.returnExceptions which errors take the place of a result.
 * @returns their results; an empty array for none.
 * @throws the first error that is not listed.
 * @throws TypeError at once, before any has started, when one is no coroutine or has been run already.
 * @throws LoopError at once when one is a task of another loop.
 * @example
 * ```ts
 * import { gather, run, sleep } from "miniasync";
 * run(
 *   (function* () {
 *     const [a, b] = yield* gather([sleep(5, "a"), sleep(3, "b")]);
 *   })(),
 * );
 * ```
 */
export function gather<
  const C extends readonly Coroutine<unknown>[],
  const X extends boolean | readonly ErrorMatcher[] = false,
>(coroutines: C, options: GatherOptions<X> = {}): Coroutine<Results<C, Returned<X>>> {
  requireCoroutines(coroutines, "gather()", gather);
  const { returnExceptions = false } = options;
  const isListed = (error: unknown): boolean =>
    typeof returnExceptions === "boolean" ? returnExceptions : matches(error, returnExceptions);
  const given = coroutines.slice();
  const loop = runningLoopOrNone();
  const gathered = loop === undefined ? later(given, isListed) : start(loop, given, isListed);
  return gathered as Coroutine<unknown> as Coroutine<Results<C, Returned<X>>>;
}

function start(
  loop: Loop,
  coroutines: readonly Coroutine<unknown>[],
  isListed: (error: unknown) => boolean,
): Gathering {
  return new Gathering(loop, loop.ensureFutures(coroutines), isListed);
}

function* later(
  coroutines: readonly Coroutine<unknown>[],
  isListed: (error: unknown) => boolean,
): Generator<Suspend, unknown[]> {
  return yield* start(runningLoop(), coroutines, isListed);
}

/** The results of several futures in their order, or the first error. */
class Gathering extends Composite<unknown[]> implements Listener {
  readonly #isListed: (error: unknown) => boolean;
  #left = 0;

  constructor(loop: Loop, children: readonly Future<unknown>[], isListed: (error: unknown) => boolean) {
    super(loop, children);
    this.#isListed = isListed;
    const ended = new Set<Future<unknown>>();
    for (const child of children) {
      if (child.state !== PENDING) ended.add(child);
      else if (!child.hasListener(this)) {
        child.addListener(this);
        this.#left++;
      }
    }
    this.#left += ended.size;
    if (children.length === 0) this.settle(RETURNED, []);
    for (const child of ended) this.wake(child);
  }

  override get title(): string {
    return "gather()";
  }

  /** A child is done. */
  wake(source: Future<unknown> | undefined): void {
    const child = source as Future<unknown>;
    this.#left--;
    const error = child.state === RETURNED ? undefined : child.error();
    if (this.state !== PENDING) return;
    const failure = child.state === RETURNED ? undefined : unlisted(error, this.#isListed);
    if (failure !== undefined) this.settle(THREW, failure.error);
    else if (this.#left > 0) return;
    else if (this.cancelRequested) this.settle(THREW, this.#cancellation());
    else this.settle(RETURNED, this.children.map(resultOrError));
  }

  #cancellation(): CancelledError {
    const last = this.children.at(-1);
    return last?.state === CANCELLED ? last.cancelledError() : new CancelledError();
  }
}

function resultOrError(future: Future<unknown>): unknown {
  return future.state === RETURNED ? future.outcome : future.error();
}
