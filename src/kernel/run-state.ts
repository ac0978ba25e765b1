import { suppress } from "../errors.ts";
import { atUser } from "../users-line.ts";
import type { Coroutine } from "./coroutine.ts";
import { deadlock, timeIsUp } from "./deadlock.ts";
import { unlisted } from "./error-matcher.ts";
import { CANCELLED, type Future, PENDING, RETURNED, THREW } from "./future.ts";
import { defaultCleanupGrace, Grace, takeAbandoned } from "./grace.ts";
import type { Limits, Loop } from "./loop.ts";
import type { Listener } from "./ready-queue.ts";
import type { Timer } from "./timers.ts";

/** The times of a run, in milliseconds. */
export interface Times {
  /** The time that its coroutines have until they are cancelled; no limit by default. */
  readonly timeout?: number | undefined;
  /** The time that they have for cleaning up when they have been cancelled. */
  readonly cleanupGrace?: number | undefined;
}

/** Runs some coroutines together to their end, as `run` and `runAsync` do, whichever way the host waits. */
export class Run implements Listener {
  /** Done when all coroutines are. */
  readonly finished: Future<void>;
  /** The error that is of the run itself, and of none of its coroutines. */
  own: Error | undefined;
  readonly #loop: Loop;
  readonly #futures: readonly Future<unknown>[];
  readonly #isListed: (error: unknown) => boolean;
  #left: number;
  #failed = false;
  #error: unknown;
  readonly #cleanupGrace: number;
  #grace: Grace | undefined;
  #deadline: Timer | undefined;

  /**
   * Starts them: their bodies begin in the next tick, in order. The coroutines have been checked.
   * @throws LoopError when the loop cannot be run, or one is a task of another loop: nothing has been started then.
   */
  constructor(
    loop: Loop,
    coroutines: readonly Coroutine<unknown>[],
    isListed: (error: unknown) => boolean,
    { timeout, cleanupGrace = defaultCleanupGrace }: Times = {},
  ) {
    loop.requireStill();
    this.#loop = loop;
    this.#isListed = isListed;
    this.finished = loop.createFuture();
    this.#futures = loop.ensureFutures(coroutines);
    this.#left = this.#futures.length;
    for (const future of this.#futures) future.addListener(this);
    this.#cleanupGrace = cleanupGrace;
    loop.driven = this;
    const around = loop.around();
    if (timeout !== undefined || around !== undefined) this.#limit(timeout, around);
  }

  /** A coroutine of the run is done. */
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
    this.#grace = new Grace(this.#loop, this.#cleanupGrace, () => this.#futures);
  }

  /** Give up for this error, also while they clean up: they are cancelled once more then. */
  interrupt(error: Error): void {
    if (!this.#failed) return this.fail(error);
    for (const future of this.#futures) if (future.state === PENDING) future.cancel();
  }

  /** Nothing can wake any of them. The first time they are cancelled; if they then wait in vain again, they may wait no more. */
  deadlocked(): void {
    const error = deadlock(this.#loop);
    if (this.#failed) {
      suppress(this.#error, error);
      this.#grace?.end();
    } else {
      this.own = error;
      this.fail(error);
    }
    if (this.#loop.ready.size === 0) this.#finish();
  }

  /** The results in order, when `finished` is done. @throws the first error that was not listed. */
  results(): unknown[] {
    if (this.#failed) throw this.#error;
    return this.#futures.map((future) => {
      if (future.state === RETURNED) return future.outcome;
      return future.state === CANCELLED ? future.cancelledError() : future.outcome;
    });
  }

  /** A run within another one ends with that one: the coroutine that called it could not be told. */
  #limit(timeout = Number.POSITIVE_INFINITY, around?: Limits): void {
    const loop = this.#loop;
    const now = loop.now();
    const outer = around?.deadline ?? Number.POSITIVE_INFINITY;
    const deadline = Math.min(now + timeout, outer);
    loop.limits = { deadline, end: Math.min(deadline + this.#cleanupGrace, around?.end ?? Number.POSITIVE_INFINITY) };
    const whose =
      outer <= now + timeout
        ? "the deadline of the run around it has passed"
        : `its deadline of ${timeout} ms has passed`;
    const passed = () => {
      if (this.#failed) return;
      this.own = atUser(timeIsUp(`Cannot finish the run: ${whose}`, loop.tasks()));
      this.fail(this.own);
    };
    this.#deadline = loop.addDeadline(deadline - now, { wake: passed });
  }

  #finish(): void {
    // Given up once, a coroutine may still end when its loop is closed.
    if (this.finished.done) return;
    const loop = this.#loop;
    if (this.#deadline !== undefined) loop.deadlines.cancel(this.#deadline);
    loop.limits = undefined;
    loop.driven = undefined;
    this.#grace?.stop();
    const abandonment = this.#failed ? takeAbandoned(loop) : undefined;
    if (abandonment !== undefined && !suppress(this.#error, abandonment)) loop.host.warn(abandonment.message);
    this.finished.setResult(undefined);
  }
}
