import { TimeoutError } from "../errors.ts";
import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import type { Future } from "../kernel/future.ts";
import { type Loop, runningLoop } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";
import type { Result } from "../kernel/results.ts";
import type { Timer } from "../kernel/timers.ts";
import { atUser } from "../users-line.ts";
import { requireCoroutines, requireDelay } from "./arguments.ts";
import { Queue } from "./queue.ts";

/** Options of `asCompleted()`. */
export interface AsCompletedOptions {
  /** Milliseconds after which those that are left are waited for no more; default: no limit. They go on. */
  readonly timeout?: number | undefined;
}

/**
 * Start coroutines and take their results as they come (asyncio.as_completed). They start at once. Cancelling one of the waits cancels
 * none of them. The iteration may be left by `break` and gone on with.
 *
 * @param coroutines tasks among them are joined.
 * @param options.timeout milliseconds from now; then each wait for one that is left ends with TimeoutError.
 * @returns as many coroutines as were given; the first gives the result of the first that is done, and so on.
 * @throws TypeError at once, before any has started, when one is no coroutine or has been run already.
 * @throws LoopError outside of any run, or when one is a task of another loop.
 * @example
 * ```ts
 * import { asCompleted, run, sleep } from "miniasync";
 * run(
 *   (function* () {
 *     for (const next of asCompleted([sleep(5, "slow"), sleep(3, "fast")])) console.log(yield* next);
 *   })(),
 * );
 * ```
 */
export function asCompleted<const C extends readonly Coroutine<unknown>[]>(
  coroutines: C,
  options: AsCompletedOptions = {},
): IterableIterator<Coroutine<Result<C[number]>>> {
  requireCoroutines(coroutines, "asCompleted()", asCompleted);
  const { timeout } = options;
  if (timeout !== undefined) requireDelay(timeout, "asCompleted()", asCompleted);
  const loop = runningLoop(asCompleted);
  const futures = new Set(loop.ensureFutures(coroutines));
  return new Completions(loop, futures, timeout) as IterableIterator<Coroutine<Result<C[number]>>>;
}

/** One coroutine for each future, in the order in which these are done. */
class Completions implements IterableIterator<Coroutine<unknown>>, Listener {
  readonly #loop: Loop;
  /** Undefined for one that was not done in time. */
  readonly #done = new Queue<Future<unknown> | undefined>();
  readonly #pending: Set<Future<unknown>>;
  readonly #timer: Timer | undefined;
  #left: number;

  constructor(loop: Loop, futures: Set<Future<unknown>>, timeout: number | undefined) {
    this.#loop = loop;
    this.#pending = futures;
    this.#left = futures.size;
    for (const future of futures) future.addListener(this);
    if (timeout !== undefined && this.#left > 0) {
      this.#timer = loop.callLater(timeout, { wake: () => this.#timeIsUp() });
    }
  }

  [Symbol.iterator](): this {
    return this;
  }

  // There is no `return`: what `break` leaves can be gone on with.
  next(): IteratorResult<Coroutine<unknown>, undefined> {
    if (this.#left === 0) return { done: true, value: undefined };
    this.#left--;
    return { done: false, value: this.#take() };
  }

  *#take(): Generator<Suspend, unknown> {
    const future = yield* this.#done.get();
    if (future === undefined)
      throw atUser(new TimeoutError("Cannot wait any longer: the timeout of asCompleted() has passed"));
    return future.result();
  }

  wake(source: Future<unknown> | undefined): void {
    // One that was done just when time was up.
    if (!this.#pending.delete(source as Future<unknown>)) return;
    this.#done.putNowait(source);
    if (this.#pending.size === 0 && this.#timer !== undefined) this.#loop.timers.cancel(this.#timer);
  }

  #timeIsUp(): void {
    for (const future of this.#pending) {
      future.removeListener(this);
      this.#done.putNowait(undefined);
    }
    this.#pending.clear();
  }
}
