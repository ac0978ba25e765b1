import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import type { Future } from "../kernel/future.ts";
import { runningLoop } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";
import type { Result } from "../kernel/results.ts";
import { requireCoroutines } from "./arguments.ts";
import { Queue } from "./queue.ts";

/**
 * Start coroutines and take their results as they come (asyncio.as_completed). They start at once. Cancelling one of the waits cancels
 * none of them.
 *
 * @param coroutines tasks among them are joined.
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
): IterableIterator<Coroutine<Result<C[number]>>> {
  requireCoroutines(coroutines, "asCompleted()");
  const futures = new Set(runningLoop().ensureFutures(coroutines));
  const ended = new Ended(futures);
  return completions(ended, futures.size) as IterableIterator<Coroutine<Result<C[number]>>>;
}

function* completions(ended: Ended, count: number): Generator<Coroutine<unknown>, void> {
  for (let given = 0; given < count; given++) yield ended.next();
}

/** The futures that are done, in that order. */
class Ended implements Listener {
  readonly #queue = new Queue<Future<unknown>>();

  constructor(futures: Iterable<Future<unknown>>) {
    for (const future of futures) future.addListener(this);
  }

  wake(source: Future<unknown> | undefined): void {
    this.#queue.putNowait(source as Future<unknown>);
  }

  *next(): Generator<Suspend, unknown> {
    return (yield* this.#queue.get()).result();
  }
}
