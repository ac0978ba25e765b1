/// <reference lib="esnext.disposable" preserve="true" />
import { platform } from "#platform";
import { theDefaultPlace, theThreads } from "./default-thread.ts";
import { LoopError } from "./errors.ts";
import { warnOfForgotten } from "./forgotten.ts";
import { Calls } from "./in-caller/calls.ts";
import { localClasses } from "./in-caller/instance-of.ts";
import { ThreadPlace } from "./in-caller/place.ts";
import { RemoteCall } from "./in-caller/remote-call.ts";
import { standOf } from "./in-caller/stand-ins.ts";
import { ThreadHost } from "./in-caller/thread-host.ts";
import { Closing } from "./kernel/closing.ts";
import { type Coroutine, requireCoroutine } from "./kernel/coroutine.ts";
import { type ErrorMatcher, type Matched, matches } from "./kernel/error-matcher.ts";
import { Loop, runningLoopOrNone } from "./kernel/loop.ts";
import { takeIdle } from "./kernel/never-waited.ts";
import type { Results } from "./kernel/results.ts";
import { Run } from "./kernel/run-state.ts";
import type { Task } from "./kernel/task.ts";
import { type LoopOptions, loopArguments } from "./loop-options.ts";
import { type RunArguments, type RunOptions, runArguments } from "./run-options.ts";
import { atUser, blockIn } from "./users-line.ts";

/** The signatures of `run`. */
export interface RunFunction {
  /** Blocks until all are done. */
  <const C extends readonly Coroutine<unknown>[]>(...coroutines: C): Results<C>;
  /** Blocks until all are done, or the options end it. */
  <const C extends readonly Coroutine<unknown>[], const X extends readonly ErrorMatcher[] = []>(
    ...args: [...coroutines: C, options: RunOptions<X> | undefined]
  ): Results<C, Matched<X>>;
}

/** Run coroutines in a loop, whose calls know the terms of this run meanwhile. */
function runIn(host: ThreadHost, { coroutines, options }: RunArguments<RunOptions>): unknown[] {
  if (coroutines.length === 0) return [];
  const { loop } = host.calls;
  const listed = options.returnExceptions ?? [];
  return within(host, options, () => {
    const run = new Run(loop, coroutines, (error) => matches(error, listed), options);
    loop.runUntil(run.finished, () => run.deadlocked());
    try {
      const results = run.results();
      warnOfForgotten(loop);
      return results;
    } catch (error) {
      takeIdle(loop); // An error has kept them from being waited for.
      host.calls.explain(error);
      throw error;
    }
  });
}

/** Cancel all that is left in a loop, and block until it has ended. */
function closeLoop(host: ThreadHost, options: RunOptions): void {
  const { loop } = host.calls;
  if (loop.closed) return;
  if (loop.driving) throw atUser(new LoopError("Cannot close: this loop is running; close it after the run"));
  host.calls.ending = true;
  if (!loop.isEmpty) {
    within(host, { cancelGrace: options.cancelGrace }, () => {
      const closing = new Closing(loop, options.cleanupGrace);
      loop.runUntil(closing.finished, () => closing.deadlocked());
    });
  }
  loop.closed = true;
  takeIdle(loop);
}

function within<T>(host: ThreadHost, options: RunOptions, body: () => T): T {
  const { threads, calls } = host;
  threads.takeIn();
  threads.inspect("all");
  const listed = localClasses(options.returnExceptions ?? []);
  const restore = calls.begin(Calls.running(), { grace: options.cancelGrace, listed });
  try {
    return body();
  } finally {
    restore();
  }
}

/** Wait for the cancelled calls to end; leave those alone that do not, or end their threads, as the options say. */
function settleStrays(host: ThreadHost, options: RunOptions): void {
  host.awaitStrays();
  if (host.calls.strays.size > 0) host.calls.settle(options.strays ?? "detach", (message) => host.warn(message));
}

/** A thread takes 25 ms to start, in which the rest can get ready. The call that needs it is told of an error. */
function startEarly(place: ThreadPlace, coroutines: readonly Coroutine<unknown>[]): void {
  if (place.threads.length > 0) return;
  if (!coroutines.some((coroutine) => coroutine instanceof RemoteCall && coroutine.callee.anywhere)) return;
  if (platform.whyNotCall(true) !== undefined) return;
  try {
    place.get();
  } catch {}
}

/** Run something that blocks, while others may look on. */
function seen<T>(label: string, body: () => T): T {
  const threads = theThreads();
  const { tracing } = threads;
  const traced = tracing.on && tracing.look() ? () => tracing.run(label, body) : body;
  const interruptible = () => threads.interruption.during(traced);
  return threads.slow === undefined ? interruptible() : threads.slow.during(label, interruptible);
}

/** The place of the threads for a new loop: that of the running coroutine, or the default one. */
function surroundingPlace(): ThreadPlace | undefined {
  Loop.closeKilled();
  return Calls.running()?.place as ThreadPlace | undefined;
}

/**
 * Blocks this thread, runs the coroutines concurrently, and gives their results in order.
 *
 * The first error that is not listed in `returnExceptions` cancels the others, which is waited for, and is thrown: the very
 * same object. Errors that come after it are in `suppressed(error)`. Tasks that the coroutines have left behind are cancelled
 * and waited for. Works inside a coroutine, too: the inner run blocks the outer one. After python's miniasync.run.
 *
 * @param args coroutines, and options last.
 * @returns what they returned, in the order given; a listed error in the place of a result.
 * @throws TypeError or RangeError for anything but coroutines and options, before anything has run.
 * @throws TimeoutError after `timeout` milliseconds; the coroutines have been cancelled.
 * @throws DeadlockError at once when all wait and nothing can wake them; they have been cancelled.
 * @throws InterruptedError on Node, when Ctrl-C comes while it waits; they have been cancelled.
 * @example
 * ```ts
 * import { run, sleep } from "miniasync";
 * const [a, b] = run(sleep(10, "both"), sleep(10, "at once"));
 * console.log(a, b);
 * ```
 * @function
 */
export const run: RunFunction = (...args: unknown[]): never => {
  const [only] = args;
  if (args.length === 1 && only instanceof RemoteCall && runningLoopOrNone() === undefined) {
    if (only.askDirectly(theDefaultPlace())) return [only.directAnswer] as never;
  }
  const before = blockIn(run);
  try {
    const checked = runArguments<RunOptions>("run()", args);
    if (checked.coroutines.length === 0) return [] as never;
    const place = surroundingPlace() ?? theDefaultPlace();
    startEarly(place, checked.coroutines);
    return seen("run()", () => {
      const host = new ThreadHost(theThreads(), place, true);
      host.makeLoop();
      if (only instanceof RemoteCall) only.expectIn(host.calls);
      try {
        return runIn(host, checked) as never;
      } finally {
        closeLoop(host, checked.options);
        settleStrays(host, checked.options);
      }
    });
  } finally {
    blockIn(before);
  }
};

/**
 * A loop that outlives one run: queues, locks, tasks and handles made in it serve several runs. Made by `loop()`. Between runs
 * it stands still.
 *
 * @example
 * ```ts
 * import { loop, type MiniAsync, Queue } from "miniasync";
 * function firstTwo(l: MiniAsync, queue: Queue<string>) {
 *   return l.run(queue.get(), queue.get());
 * }
 * using l = loop();
 * const queue = new Queue<string>();
 * l.spawn((function* () {
 *   for (const item of ["a", "b", "c"]) yield* queue.put(item);
 * })());
 * console.log(firstTwo(l, queue)); // [ 'a', 'b' ]
 * ```
 */
export class MiniAsync implements Disposable {
  readonly #loop: Loop;
  readonly #host: ThreadHost;
  readonly #place: ThreadPlace;
  /** Whether the threads end with the loop. */
  readonly #owns: boolean;
  /** Options of the loop, for runs that do not say otherwise. */
  readonly #usual: Pick<LoopOptions, "cleanupGrace">;

  /** @internal */
  constructor(host: ThreadHost, place: ThreadPlace, owns: boolean, usual: Pick<LoopOptions, "cleanupGrace">) {
    this.#loop = host.makeLoop();
    this.#host = host;
    this.#place = place;
    this.#owns = owns;
    this.#usual = usual;
  }

  /**
   * Like `run()`, in this loop: tasks that are left over stay, and go on in the next run.
   * @throws LoopError when the loop is running already. @throws LoopClosedError when it is closed.
   */
  readonly run: RunFunction = (...args: unknown[]): never => {
    const [only] = args;
    if (args.length === 1 && only instanceof RemoteCall && runningLoopOrNone() === undefined) {
      if (!this.#loop.closed && this.#loop.isEmpty && only.askDirectly(this.#place))
        return [only.directAnswer] as never;
    }
    const before = blockIn(this.run);
    try {
      const checked = runArguments<RunOptions>("run()", args);
      Loop.closeKilled();
      this.#loop.requireStill();
      startEarly(this.#place, checked.coroutines);
      if (only instanceof RemoteCall) only.expectIn(this.#host.calls);
      return seen("loop.run()", () => {
        try {
          const { cleanupGrace = this.#usual.cleanupGrace } = checked.options;
          return runIn(this.#host, { ...checked, options: { ...checked.options, cleanupGrace } }) as never;
        } finally {
          settleStrays(this.#host, checked.options);
        }
      });
    } finally {
      blockIn(before);
    }
  };

  /**
   * Makes a background task of this loop, outside of a coroutine, too. It advances inside `run()` only.
   * @param coroutine what it runs.
   * @param options its name.
   * @throws TypeError for anything but a coroutine. @throws LoopClosedError when the loop is closed.
   */
  spawn<T>(coroutine: Coroutine<T>, options: { readonly name?: string | undefined } = {}): Task<T> {
    requireCoroutine(coroutine, "spawn(): the argument", this.spawn);
    return this.#loop.spawn(coroutine, options.name);
  }

  /**
   * Cancels the tasks that are left, in order of creation, blocks until they have ended, and ends the loop's own thread, with
   * whatever goes on there. Closing twice is closing once.
   * @throws LoopError inside a run of this loop.
   */
  close(): void {
    const { threads } = this.#host;
    Loop.closeKilled();
    // One that was ended by force is closed, and its threads are not.
    if (this.closed) return this.#owns ? this.#place.close() : undefined;
    const close = () => threads.interruption.during(() => this.#close());
    if (threads.slow === undefined) close();
    else threads.slow.during("loop.close()", close);
  }

  #close(): void {
    try {
      closeLoop(this.#host, this.#usual);
      this.#host.awaitStrays();
      // The own threads end: nobody need be told of what goes on there.
      if (this.#owns) for (const thread of this.#place.threads) this.#host.calls.drop(thread);
      settleStrays(this.#host, {});
    } finally {
      if (this.closed && this.#owns) this.#place.close();
    }
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** True after `close()`. */
  get closed(): boolean {
    return this.#loop.closed;
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
  const { body, options } = loopArguments<MiniAsync>(args, loop);
  const shared =
    options.thread === "shared" ? theDefaultPlace() : options.thread === undefined ? surroundingPlace() : undefined;
  const threads = theThreads();
  const place = shared ?? new ThreadPlace(threads, options.thread === "shared" ? {} : (options.thread ?? {}));
  const host = new ThreadHost(threads, place, true, options.clock);
  const made = new MiniAsync(host, place, shared === undefined, { cleanupGrace: options.cleanupGrace });
  if (body === undefined) return made;
  let result: unknown;
  try {
    result = body(made);
  } finally {
    made.close();
  }
  // A handle throws when it is asked for `then`, and is no promise.
  if (standOf(result) === undefined && typeof (result as PromiseLike<unknown> | undefined)?.then === "function") {
    throw atUser(
      new TypeError(
        "loop(): the body returned a Promise, and the loop is closed by now; write loop.run(...) in a plain function",
      ),
      loop,
    );
  }
  return result;
}
