import { CancelledError, suppress } from "../errors.ts";
import { Composite } from "../kernel/composite.ts";
import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import { CANCELLED, type Future, PENDING, RETURNED, THREW } from "../kernel/future.ts";
import { type Loop, runningLoop, runningLoopOrNone } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";
import type { Result } from "../kernel/results.ts";
import { atUser } from "../users-line.ts";
import { requireCoroutines } from "./arguments.ts";

/**
 * Run coroutines side by side; the first to end, well or badly, decides. The others are then cancelled, in order, and waited
 * for. They start at once when this is called in a coroutine, and otherwise when it is run. Cancelling it cancels all.
 *
 * @param coroutines at least one; tasks among them are cancelled too when they lose, unless they are shielded.
 * @returns what the first to end returned.
 * @throws what the first to end threw. Otherwise what a loser threw while it was being cancelled, if it is no CancelledError.
 *   Errors of further losers are `suppressed(error)`.
 * @throws TypeError or RangeError at once, before any has started, when one is no coroutine, or there is none.
 * @example
 * ```ts
 * import { race, run, sleep } from "miniasync";
 * run(
 *   (function* () {
 *     const winner = yield* race([sleep(5, "slow"), sleep(3, "fast")]);
 *   })(),
 * );
 * ```
 */
export function race<const C extends readonly Coroutine<unknown>[]>(coroutines: C): Coroutine<Result<C[number]>> {
  requireCoroutines(coroutines, "race()", race);
  if (coroutines.length === 0) throw atUser(new RangeError("race(): the array is empty: nobody could ever win"), race);
  const given = coroutines.slice();
  const loop = runningLoopOrNone();
  const raced = loop === undefined ? later(given) : new Racing(loop, loop.ensureFutures(given));
  return raced as Coroutine<unknown> as Coroutine<Result<C[number]>>;
}

function* later(coroutines: readonly Coroutine<unknown>[]): Generator<Suspend, unknown> {
  const loop = runningLoop();
  return yield* new Racing(loop, loop.ensureFutures(coroutines));
}

/** Settled when all have ended, as the first of them. */
class Racing extends Composite<unknown> implements Listener {
  #winner: Future<unknown> | undefined;
  #left: number;
  readonly #failures: unknown[] = [];

  constructor(loop: Loop, racers: readonly Future<unknown>[]) {
    super(loop, [...new Set(racers)]);
    this.#left = this.children.length;
    for (const racer of this.children) racer.addListener(this);
  }

  override get title(): string {
    return "race()";
  }

  /** A racer is done. */
  wake(source: Future<unknown> | undefined): void {
    const racer = source as Future<unknown>;
    this.#left--;
    if (racer.state === THREW) racer.retrieved();
    if (this.#winner === undefined) this.#win(racer);
    else if (racer.state === THREW && this.#pendingAtTheEnd.has(racer)) this.#failures.push(racer.outcome);
    if (this.#left === 0 && this.state === PENDING) this.#finish(this.#winner as Future<unknown>);
  }

  readonly #pendingAtTheEnd = new Set<Future<unknown>>();

  #win(racer: Future<unknown>): void {
    this.#winner = racer;
    for (const loser of this.children) {
      if (loser.state !== PENDING) continue;
      this.#pendingAtTheEnd.add(loser);
      loser.cancel();
    }
  }

  #finish(winner: Future<unknown>): void {
    if (winner.state === THREW) this.#failures.unshift(winner.outcome);
    if (this.#failures.length > 0) {
      const [error, ...others] = this.#failures;
      for (const other of others) suppress(error, other);
      this.settle(THREW, error);
    } else if (winner.state === CANCELLED) this.settle(THREW, winner.cancelledError());
    else if (this.cancelRequested) this.settle(THREW, new CancelledError());
    else this.settle(RETURNED, winner.outcome);
  }
}
