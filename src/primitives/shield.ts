import { type Coroutine, requireCoroutine, type Suspend } from "../kernel/coroutine.ts";
import { CANCELLED, Future, PENDING } from "../kernel/future.ts";
import { type Loop, runningLoop, runningLoopOrNone } from "../kernel/loop.ts";
import type { Listener } from "../kernel/ready-queue.ts";

/**
 * Wait for a coroutine without passing on cancellation (asyncio.shield): when the waiting task is cancelled, the coroutine goes on
 * as a task of its own. It starts at once when this is called in a coroutine, and otherwise when it is run.
 *
 * @param coroutine becomes a task, unless it is one. Keep a task if you want its outcome in any case.
 * @returns what the coroutine returns.
 * @throws what the coroutine throws.
 * @throws TypeError at once when it is no coroutine, or has been run already.
 * @example
 * ```ts
 * import { run, shield, sleep, spawn } from "miniasync";
 * run(
 *   (function* () {
 *     const saving = spawn(sleep(10, "saved"));
 *     const word = yield* shield(saving);
 *   })(),
 * );
 * ```
 */
export function shield<T>(coroutine: Coroutine<T>): Coroutine<T> {
  requireCoroutine(coroutine, "shield(): the argument", shield);
  const loop = runningLoopOrNone();
  return loop === undefined ? later(coroutine) : start(loop, coroutine);
}

function start<T>(loop: Loop, coroutine: Coroutine<T>): Future<T> {
  const inner = loop.ensureFuture(coroutine);
  return inner.state === PENDING ? new Shield(inner) : inner;
}

function* later<T>(coroutine: Coroutine<T>): Generator<Suspend, T> {
  return yield* start(runningLoop(), coroutine);
}

/** Ends as the future behind it ends; when cancelled, it ends alone. */
class Shield<T> extends Future<T> implements Listener {
  readonly #inner: Future<T>;

  constructor(inner: Future<T>) {
    super(inner.loop);
    this.#inner = inner;
    inner.addListener(this);
  }

  override get title(): string {
    return "shield()";
  }

  wake(): void {
    const inner = this.#inner;
    if (inner.state !== CANCELLED) inner.retrieved();
    if (this.state === PENDING) this.settle(inner.state, inner.outcome);
  }

  override cancel(message?: string): boolean {
    // When the inner one fails from the next tick on, nobody looks at that, and it is to be reported.
    if (this.state === PENDING) this.loop.ready.push({ wake: () => this.#inner.removeListener(this) }, undefined);
    return super.cancel(message);
  }
}
