import { theDefaultPlace, theThreads } from "./default-thread.ts";
import { warnOfForgotten } from "./forgotten.ts";
import { Calls } from "./in-caller/calls.ts";
import { localClasses } from "./in-caller/instance-of.ts";
import { ThreadHost } from "./in-caller/thread-host.ts";
import { Closing } from "./kernel/closing.ts";
import { type Coroutine, misuse } from "./kernel/coroutine.ts";
import { type ErrorMatcher, type Matched, matches } from "./kernel/error-matcher.ts";
import type { Future } from "./kernel/future.ts";
import type { Clock } from "./kernel/host.ts";
import { Loop, runningLoop } from "./kernel/loop.ts";
import { takeIdle } from "./kernel/never-waited.ts";
import { type Listener, ReadyQueue } from "./kernel/ready-queue.ts";
import type { Results } from "./kernel/results.ts";
import { Run } from "./kernel/run-state.ts";
import { type RunArguments, type RunOptions, runArguments } from "./run-options.ts";
import { atUser, blockIn } from "./users-line.ts";

/** Options of `runAsync`. */
export interface RunAsyncOptions<X extends readonly ErrorMatcher[] = readonly ErrorMatcher[]> extends RunOptions<X> {
  /** Ends the run when it is aborted: the coroutines are cancelled, and its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** The signatures of `runAsync`. */
export interface RunAsyncFunction {
  /** Settles when all are done. */
  <const C extends readonly Coroutine<unknown>[]>(...coroutines: C): Promise<Results<C>>;
  /** Settles when all are done, or the options end it. */
  <const C extends readonly Coroutine<unknown>[], const X extends readonly ErrorMatcher[] = []>(
    ...args: [...coroutines: C, options: RunAsyncOptions<X> | undefined]
  ): Promise<Results<C, Matched<X>>>;
}

/** How long coroutines may run before the host's own events have a turn, in milliseconds. */
const slice = 8;

/** The time between two looks at whether calls that were cancelled have ended, in milliseconds. */
const strayPoll = 5;

/** A ready queue that tells when it is no longer empty: the host's own callbacks may wake coroutines. */
class WakingQueue extends ReadyQueue {
  wake: () => void = () => {};

  override push(listener: Listener, source: Future<unknown> | undefined): void {
    super.push(listener, source);
    this.wake();
  }
}

/** @internal Drives a loop from the host's own event loop. */
export class Driver {
  readonly loop: Loop;
  readonly #host: ThreadHost;
  readonly #ready = new WakingQueue();
  #turning = false;
  /** Takes the timer back that is set. */
  #unset: (() => void) | undefined;
  #turn: (() => void) | undefined;
  #deadlocked: () => void = () => {};
  readonly #watcher = { wake: () => this.#schedule(0), stuck: () => this.#stuck() };
  readonly #clock: Clock | undefined;

  /** @param clock instead of the real one: its time jumps when all wait. */
  constructor(options: RunOptions, clock?: Clock) {
    const threads = theThreads();
    this.#clock = clock;
    this.#host = new ThreadHost(threads, theDefaultPlace(), false, clock);
    this.loop = this.#host.makeLoop(this.#ready);
    Loop.closeKilled();
    threads.takeIn();
    threads.inspect("all");
    this.#host.calls.begin(undefined, {
      grace: options.cancelGrace,
      listed: localClasses(options.returnExceptions ?? []),
    });
    this.#ready.wake = () => {
      if (!this.#turning) this.#schedule(0);
    };
  }

  /**
   * Resolves when `future` is done and its tick is over.
   * @param deadlocked called when nothing in the process can wake a coroutine any more; it must make something ready.
   */
  until(future: Future<unknown>, deadlocked: () => void): Promise<void> {
    this.#deadlocked = deadlocked;
    return new Promise((resolve, reject) => {
      let finished = false;
      future.addListener({
        wake() {
          finished = true;
        },
      });
      this.#turn = () => {
        try {
          this.#advance(() => finished);
        } catch (error) {
          this.#stop();
          reject(error);
          return;
        }
        if (finished) {
          this.#stop();
          resolve();
        } else this.#schedule(this.#delay());
      };
      this.#schedule(0);
    });
  }

  #advance(finished: () => boolean): void {
    const { threads } = this.#host;
    const end = this.#host.now() + slice;
    this.#turning = true;
    try {
      do {
        threads.flush();
        threads.takeIn();
        threads.inspect("wanted");
        this.loop.advance();
      } while (!finished() && this.#delay() === 0 && this.#host.now() < end);
      threads.flush();
    } finally {
      this.#turning = false;
    }
  }

  /** Milliseconds until there is something to do; undefined when only an event from outside can tell. */
  #delay(): number | undefined {
    if (this.#ready.size > 0) return 0;
    const due = this.loop.nextDue();
    if (this.#clock === undefined) return due === undefined ? undefined : Math.max(0, due - this.#host.now());
    // A deadline wakes nobody: time does not jump to it.
    if (due === undefined || this.loop.timers.nextDue() === undefined) return undefined;
    this.#clock.advanceTo(due);
    return 0;
  }

  #schedule(delay: number | undefined): void {
    this.#unset?.();
    this.#unset = undefined;
    const { threads, calls } = this.#host;
    threads.watch(calls, this.#turn === undefined ? undefined : this.#watcher);
    if (this.#turn === undefined) return;
    // Rounded up: a timer that fires early would find nothing due, and ask again at once.
    const milliseconds = Math.min(
      delay ?? Number.POSITIVE_INFINITY,
      threads.inspectAfter() ?? Number.POSITIVE_INFINITY,
    );
    if (milliseconds < Number.POSITIVE_INFINITY) {
      this.#unset = threads.platform.after(Math.ceil(milliseconds), () => this.#turn?.());
    }
  }

  #stuck(): void {
    if (this.#delay() !== undefined) return;
    this.#deadlocked();
    this.#schedule(0);
  }

  #stop(): void {
    this.#turn = undefined;
    this.#schedule(undefined);
  }

  /** The loop is to be closed. */
  end(): void {
    this.#host.calls.ending = true;
  }

  /** A run has ended by this error. */
  explain(error: unknown): void {
    this.#host.calls.explain(error);
  }

  /** Wait for the cancelled calls to end; leave those alone that do not, or end their threads, as the options say. */
  async settleStrays(mode: "detach" | "terminate"): Promise<void> {
    const { threads, calls } = this.#host;
    for (let left = this.#host.graceLeft(); left > 0; left = this.#host.graceLeft()) {
      threads.askForRest();
      // Rare and short: not worth being told of every message.
      await new Promise<void>((resolve) => threads.platform.after(Math.min(left, strayPoll), resolve));
      threads.flush();
      threads.takeIn();
    }
    calls.settle(mode, (message) => this.#host.warn(message));
  }
}

function checked(args: readonly unknown[]): RunArguments<RunAsyncOptions> {
  const before = blockIn(runAsync);
  try {
    return runArguments("runAsync()", args, ["signal"]);
  } finally {
    blockIn(before);
  }
}

/**
 * Like `run`, without blocking: the same results in the same order, as a promise, while the host's own events go on. The way to
 * run coroutines where a thread may not block. Promises are waited for with `fromPromise`.
 *
 * @param args coroutines, and options last.
 * @returns a promise of what they returned, in the order given.
 * @throws through the promise: what `run` throws, and the reason of `signal`. A DeadlockError when nothing is left that keeps the
 * process alive, which would end without a word: not in browsers, which do not tell.
 * @function
 */
export const runAsync: RunAsyncFunction = async (...args: unknown[]): Promise<never> => {
  const { coroutines, options } = checked(args);
  if (coroutines.length === 0) return [] as never;
  const { signal } = options;
  signal?.throwIfAborted();
  const { tracing } = theThreads();
  if (!tracing.on || !tracing.look()) return (await drive(coroutines, options)) as never;
  return (await tracing.runAsync("runAsync()", () => drive(coroutines, options))) as never;
};

async function drive(coroutines: readonly Coroutine<unknown>[], options: RunAsyncOptions): Promise<unknown[]> {
  const { signal } = options;
  const driver = new Driver(options);
  const { loop } = driver;
  const listed = options.returnExceptions ?? [];
  try {
    const run = new Run(loop, coroutines, (error) => matches(error, listed), options);
    const aborted = (): void => run.fail(signal?.reason);
    signal?.addEventListener("abort", aborted, { once: true });
    try {
      await driver.until(run.finished, () => run.deadlocked());
    } finally {
      signal?.removeEventListener("abort", aborted);
    }
    try {
      const results = run.results();
      warnOfForgotten(loop);
      return results;
    } catch (error) {
      takeIdle(loop);
      if (run.own !== undefined && error === run.own) atUser(run.own, runAsync);
      driver.explain(error);
      throw error;
    }
  } finally {
    driver.end();
    const closing = new Closing(loop, options.cleanupGrace);
    await driver.until(closing.finished, () => closing.deadlocked());
    loop.closed = true;
    await driver.settleStrays(options.strays ?? "detach");
  }
}

/**
 * Waits for a promise of this thread, under `runAsync`. Under `run` it could never settle, since the thread blocks.
 *
 * @param promise what to wait for. Cancelling the coroutine does not cancel it.
 * @returns a coroutine of its value.
 * @throws TypeError at once for anything but a promise, and when it is run under `run`.
 */
export function fromPromise<T>(promise: PromiseLike<T>): Coroutine<T> {
  if (typeof (promise as Partial<PromiseLike<T>> | undefined)?.then !== "function") {
    throw atUser(
      new TypeError(`fromPromise(): the argument is ${misuse(promise).replace("not a coroutine", "not a Promise")}`),
      fromPromise,
    );
  }
  // From here on its failure is seen to: by the coroutine, when that runs.
  promise.then(undefined, () => {});
  return waitFor(promise);
}

function* waitFor<T>(promise: PromiseLike<T>): Coroutine<T> {
  const loop = runningLoop();
  if (Calls.of(loop)?.blocks !== false) {
    throw atUser(
      new TypeError(
        "Cannot wait for a Promise in run(): it can never settle while this thread blocks; use runAsync(), or load the module it comes from with load()",
      ),
    );
  }
  const future = loop.createFuture<T>();
  promise.then(
    (value) => {
      if (!future.done) future.setResult(value);
    },
    (error: unknown) => {
      if (!future.done) future.setError(error);
    },
  );
  return yield* future;
}
