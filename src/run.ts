import { platform } from "#platform";
import { BridgeHost, defaultGrace, ThreadPlace } from "./bridge/bridge-host.ts";
import { standOf } from "./bridge/known.ts";
import { holdErrorClasses } from "./bridge/matcher.ts";
import { RemoteCall } from "./bridge/remote-call.ts";
import { hostContexts } from "./contexts.ts";
import { LoopError } from "./errors.ts";
import { theDefaultPlace, theHub } from "./hub.ts";
import { Closing } from "./kernel/closing.ts";
import { type Coroutine, requireCoroutine } from "./kernel/coroutine.ts";
import { type ErrorMatcher, type Matched, matches } from "./kernel/error-matcher.ts";
import type { Clock } from "./kernel/host.ts";
import { Loop, runningLoopOrNone } from "./kernel/loop.ts";
import type { Results } from "./kernel/results.ts";
import { Run } from "./kernel/run.ts";
import type { Task } from "./kernel/task.ts";
import { type LoopOptions, loopArguments } from "./loop-options.ts";
import { type RunArguments, type RunOptions, runArguments } from "./run-options.ts";
import { Strays } from "./strays.ts";

/** The signatures of `run`. */
export interface RunFunction {
  /** Blocks until all are done. */
  <const C extends readonly Coroutine<unknown>[]>(...coroutines: C): Results<C>;
  /** Blocks until all are done, or the options end it. */
  <const C extends readonly Coroutine<unknown>[], const X extends readonly ErrorMatcher[] = []>(
    ...args: [...coroutines: C, options: RunOptions<X> | undefined]
  ): Results<C, Matched<X>>;
}

/** A loop of coroutines, its host, and the two ways to run it. */
class Session {
  readonly loop: Loop;
  readonly place: ThreadPlace;
  readonly #host: BridgeHost;
  readonly #strays: Strays;
  readonly #cleanupGrace: number | undefined;

  constructor(place: ThreadPlace, clock: Clock | undefined, cleanupGrace: number | undefined) {
    this.place = place;
    this.#cleanupGrace = cleanupGrace;
    this.#host = new BridgeHost(theHub(), place, clock);
    this.loop = new Loop(this.#host, { clock: clock ?? theHub(), contexts: hostContexts() });
    this.#host.loop = this.loop;
    this.#strays = new Strays(this.loop, this.#host);
  }

  run({ coroutines, options }: RunArguments<RunOptions>): unknown[] {
    if (coroutines.length === 0) return [];
    const { loop } = this;
    const listed = options.returnExceptions ?? [];
    return this.#within(options, () => {
      const run = new Run(loop, coroutines, (error) => matches(error, listed), {
        timeout: options.timeout,
        cleanupGrace: options.cleanupGrace ?? this.#cleanupGrace,
      });
      const release = holdErrorClasses(listed);
      try {
        loop.runUntil(run.finished, () => run.deadlocked());
      } finally {
        release();
      }
      return run.results();
    });
  }

  /** Cancel what is left, and wait for it. */
  close(options: RunOptions): void {
    const { loop } = this;
    if (loop.closed) return;
    if (loop.driving) throw new LoopError("Cannot close: this loop is running; close it after the run");
    if (!loop.isEmpty) {
      this.#within(options, () => {
        const closing = new Closing(loop, options.cleanupGrace ?? this.#cleanupGrace);
        loop.runUntil(closing.finished, () => closing.deadlocked());
      });
    }
    loop.closed = true;
  }

  /** Wait for the cancelled calls to end, and do what the options say with those that do not. */
  settleStrays(options: RunOptions): void {
    this.#waitForStrays();
    this.#strays.settle(options.strays ?? "detach");
  }

  /** The same, when the thread of the loop ends with it. */
  endStrays(own: ThreadPlace | undefined): void {
    this.#waitForStrays();
    this.#strays.endWith(own);
  }

  /** Callbacks come meanwhile, too: what they run is within this loop, and has no more time than is left. */
  #waitForStrays(): void {
    const left = this.#strays.timeLeft();
    if (left > 0) this.loop.during(this.loop.now() + left, () => this.#strays.wait());
  }

  /** What a call that blocks must know of the run that it is in. */
  #within<T>(options: RunOptions, body: () => T): T {
    const { hub } = this.#host;
    const { deadline } = hub;
    hub.refresh();
    this.#host.cancelGrace = options.cancelGrace ?? defaultGrace;
    // Reads that block wait in the time of the world, and a clock of the user's tells another one.
    if (options.timeout !== undefined && this.#host.isReal)
      hub.deadline = Math.min(deadline ?? Number.POSITIVE_INFINITY, hub.platform.now() + options.timeout);
    try {
      return body();
    } finally {
      hub.deadline = deadline;
    }
  }
}

/** A thread takes 25 ms to start, in which the rest can get ready. What is in its way is told to the call that needs it. */
function startEarly(place: ThreadPlace, coroutines: readonly Coroutine<unknown>[]): void {
  if (place.current !== undefined) return;
  if (!coroutines.some((coroutine) => coroutine instanceof RemoteCall && coroutine.anyThread)) return;
  if (platform.whyNotCall(true) !== undefined) return;
  try {
    place.get();
  } catch {}
}

/** The place of the thread for a new loop: that of the running coroutine, or the default one. */
function surroundingPlace(): ThreadPlace | undefined {
  const host = runningLoopOrNone()?.host;
  return host instanceof BridgeHost ? host.place : undefined;
}

/**
 * Blocks this thread, runs the coroutines concurrently, and gives their results in order.
 *
 * The first error that is not listed in `returnExceptions` cancels the others, which is waited for, and is raised: the very
 * same object. What else fails meanwhile is in `suppressed(error)`. Tasks that the coroutines have left behind are cancelled
 * and waited for. Works inside a coroutine, too: the inner run blocks the outer one. After python's miniasync.run.
 *
 * @param args coroutines, and options last.
 * @returns what they returned, in the order given; a listed error in the place of a result.
 * @throws TypeError or RangeError for anything but coroutines and options, before anything has run.
 * @throws TimeoutError after `timeout` milliseconds; the coroutines have been cancelled.
 * @throws DeadlockError at once when all wait and nothing can wake them; they have been cancelled.
 * @example
 * ```ts
 * import { run, sleep } from "miniasync";
 * const [a, b] = run(sleep(10, "both"), sleep(10, "at once"));
 * console.log(a, b);
 * ```
 */
export const run: RunFunction = (...args: unknown[]): never => {
  const checked = runArguments<RunOptions>("run()", args);
  if (checked.coroutines.length === 0) return [] as never;
  const place = surroundingPlace() ?? theDefaultPlace();
  startEarly(place, checked.coroutines);
  const session = new Session(place, undefined, checked.options.cleanupGrace);
  try {
    return session.run(checked) as never;
  } finally {
    session.close(checked.options);
    session.settleStrays(checked.options);
  }
};

/**
 * A loop that outlives one run: queues, locks, tasks and handles made in it serve several runs. Made by `loop()`. Between runs
 * it stands still.
 */
export class MiniAsync implements Disposable {
  readonly #session: Session;
  readonly #own: ThreadPlace | undefined;

  /** @internal */
  constructor(session: Session, own: ThreadPlace | undefined) {
    this.#session = session;
    this.#own = own;
  }

  /**
   * Like `run()`, in this loop: tasks that are left over stay, and go on in the next run.
   * @throws LoopError when the loop is running already. @throws LoopClosedError when it is closed.
   */
  readonly run: RunFunction = (...args: unknown[]): never => {
    const checked = runArguments<RunOptions>("run()", args);
    this.#session.loop.requireStill();
    startEarly(this.#session.place, checked.coroutines);
    try {
      return this.#session.run(checked) as never;
    } finally {
      this.#session.settleStrays(checked.options);
    }
  };

  /**
   * Makes a background task of this loop, outside of a coroutine, too. It advances inside `run()` only.
   * @param coroutine what it runs.
   * @param options its name.
   * @throws TypeError for anything but a coroutine. @throws LoopClosedError when the loop is closed.
   */
  spawn<T>(coroutine: Coroutine<T>, options: { readonly name?: string | undefined } = {}): Task<T> {
    requireCoroutine(coroutine, "spawn()");
    return this.#session.loop.spawn(coroutine, options.name);
  }

  /**
   * Cancels the tasks that are left, in order of creation, blocks until they have ended, and ends the loop's own thread, with
   * whatever goes on there. Closing twice is closing once.
   * @throws LoopError inside a run of this loop.
   */
  close(): void {
    if (this.#session.loop.closed) return;
    try {
      this.#session.close({});
      this.#session.endStrays(this.#own);
    } finally {
      if (this.#session.loop.closed) this.#own?.close();
    }
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** True after `close()`. */
  get closed(): boolean {
    return this.#session.loop.closed;
  }
}

/**
 * Makes a loop that outlives one run, with a thread of its own, which starts with the first call there. Close it, or let
 * `using` do it. After python's miniasync.loop.
 *
 * @param options its clock, and its thread: options for one of its own, or "shared" for the default thread. Inside a coroutine
 * the default is the thread of that coroutine.
 * @returns the loop.
 * @throws TypeError or RangeError for options that do not exist.
 * @example
 * ```ts
 * import { loop, sleep } from "miniasync";
 * using l = loop();
 * console.log(l.run(sleep(1, "a")), l.run(sleep(1, "b")));
 * ```
 */
export function loop(options?: LoopOptions): MiniAsync;
/**
 * Makes a loop for the time of one function: it is closed when that returns or throws.
 *
 * @param body what to do with the loop; a plain function, since the loop is closed when it returns.
 * @param options as without a body.
 * @returns what `body` returned.
 * @throws TypeError for a generator function or an async function, and for a promise that `body` returned.
 */
export function loop<T>(body: (loop: MiniAsync) => T, options?: LoopOptions): T;
export function loop(...args: unknown[]): unknown {
  const { body, options } = loopArguments(args);
  const shared =
    options.thread === "shared" ? theDefaultPlace() : options.thread === undefined ? surroundingPlace() : undefined;
  const own =
    shared === undefined
      ? new ThreadPlace(theHub(), options.thread === "shared" ? {} : (options.thread ?? {}))
      : undefined;
  const made = new MiniAsync(new Session(shared ?? (own as ThreadPlace), options.clock, options.cleanupGrace), own);
  if (body === undefined) return made;
  let result: unknown;
  try {
    result = body(made);
  } finally {
    made.close();
  }
  // A handle says that it is none: whoever asks it is about to await it.
  if (standOf(result) === undefined && typeof (result as PromiseLike<unknown> | undefined)?.then === "function") {
    throw new TypeError(
      "Cannot use the loop: its body returned a Promise, and the loop is closed by now; write loop.run(...) in a plain function",
    );
  }
  return result;
}
