import { suppress, TimeoutError } from "../errors.ts";
import type { Coroutine } from "./coroutine.ts";
import { deadlock } from "./deadlock.ts";
import { unlisted } from "./error-matcher.ts";
import { CANCELLED, type Future, PENDING, RETURNED, THREW } from "./future.ts";
import type { Loop } from "./loop.ts";
import type { Listener } from "./ready-queue.ts";
import type { Timer } from "./timers.ts";

/** Some coroutines run together to their end: what `run` is, but for who waits how. */
export class Run implements Listener {
  /** Done when all coroutines are. */
  readonly finished: Future<void>;
  readonly #loop: Loop;
  readonly #futures: readonly Future<unknown>[];
  readonly #isListed: (error: unknown) => boolean;
  #left: number;
  #failed = false;
  #error: unknown;
  #deadlocks = 0;
  #deadline: Timer | undefined;

  /**
   * Starts them: their bodies begin in the next tick, in order. The coroutines have been checked.
   * @throws LoopError when the loop cannot be run, or one is a task of another loop: nothing has been started then.
   */
  constructor(
    loop: Loop,
    coroutines: readonly Coroutine<unknown>[],
    isListed: (error: unknown) => boolean,
    timeout?: number,
  ) {
    loop.requireStill();
    this.#loop = loop;
    this.#isListed = isListed;
    this.finished = loop.createFuture();
    this.#futures = loop.ensureFutures(coroutines);
    this.#left = this.#futures.length;
    for (const future of this.#futures) future.addListener(this);
    if (timeout !== undefined) this.#deadline = loop.addDeadline(timeout, { wake: () => this.#timedOut(timeout) });
  }

  /** One of them is done. */
  wake(source: Future<unknown> | undefined): void {
    const future = source as Future<unknown>;
    // Once one has failed, the cancellation of the others is our own.
    if (future.state === THREW || (future.state === CANCELLED && !this.#failed)) {
      future.retrieved();
      const error = future.state === CANCELLED ? future.cancelledError() : future.outcome;
      const failure = unlisted(error, this.#isListed);
      if (failure !== undefined) {
        if (!this.#failed) this.fail(failure.error);
        else suppress(this.#error, failure.error);
      }
    }
    this.#left--;
    if (this.#left === 0) this.#finish();
  }

  /** Give up for this error: cancel all that are not done, in order, and wait for them. */
  fail(error: unknown): void {
    if (this.finished.done) return;
    if (this.#failed) {
      suppress(this.#error, error);
      return;
    }
    this.#failed = true;
    this.#error = error;
    for (const future of this.#futures) if (future.state === PENDING) future.cancel();
  }

  /** Nothing can wake any of them. The first time they are cancelled; if they then wait in vain again, they are given up. */
  deadlocked(): void {
    const error = deadlock(this.#loop);
    this.#deadlocks++;
    if (this.#failed) suppress(this.#error, error);
    if (this.#deadlocks === 1) {
      if (this.#failed) for (const future of this.#futures) future.cancel();
      else this.fail(error);
      if (this.#loop.ready.size > 0) return;
    }
    this.#finish();
  }

  /** The results in order, when `finished` is done. @throws the first error that was not listed. */
  results(): unknown[] {
    if (this.#failed) throw this.#error;
    return this.#futures.map((future) => {
      if (future.state === RETURNED) return future.outcome;
      return future.state === CANCELLED ? future.cancelledError() : future.outcome;
    });
  }

  #timedOut(timeout: number): void {
    if (!this.#failed && this.#left > 0) {
      this.fail(new TimeoutError(`Cannot finish the run: its deadline of ${timeout} ms has passed`));
    }
  }

  #finish(): void {
    // Given up once, a coroutine may still end when its loop is closed.
    if (this.finished.done) return;
    if (this.#deadline !== undefined) this.#loop.deadlines.cancel(this.#deadline);
    this.finished.setResult(undefined);
  }
}
