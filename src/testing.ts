/**
 * `"miniasync/testing"`: tests of concurrent code that wait for nothing and always give the same result.
 * @module miniasync/testing
 */
import { MiniasyncError } from "./errors.ts";
import { Closing } from "./kernel/closing.ts";
import { type Coroutine, requireCoroutine, type Suspend } from "./kernel/coroutine.ts";
import type { Future } from "./kernel/future.ts";
import type { Clock, Host } from "./kernel/host.ts";
import { Loop, runningLoop } from "./kernel/loop.ts";
import { type Listener, ReadyQueue } from "./kernel/ready-queue.ts";
import { Run } from "./kernel/run-state.ts";
import { sleep } from "./primitives/sleep.ts";
import { randomNumbers } from "./random-numbers.ts";

/**
 * A clock that never makes anyone wait: when all coroutines wait, its time jumps to the next deadline.
 *
 * @example
 * ```ts
 * import { loop, now, sleep } from "miniasync";
 * import { VirtualClock } from "miniasync/testing";
 * using hours = loop({ clock: new VirtualClock() });
 * hours.run(sleep(3_600_000));
 * const [time] = hours.run((function* () { return now(); })());
 * console.log(time); // 3600000
 * ```
 */
export class VirtualClock implements Clock {
  #time = 0;

  /** @returns milliseconds, from 0. */
  now(): number {
    return this.#time;
  }

  /**
   * Let it be later. A loop does this when all of its coroutines wait.
   *
   * @param time milliseconds; one that has passed changes nothing.
   */
  advanceTo(time: number): void {
    this.#time = Math.max(this.#time, time);
  }
}

/** How many coroutines of a loop are in `settle()`: they do not wait for one another. */
const settling = new WeakMap<Loop, number>();

/**
 * Wait until all other coroutines of the loop wait for something: for time, for one another, for a thread. No time passes.
 *
 * @returns when nothing else can go on by itself.
 * @throws LoopError outside of any run.
 * @example
 * ```ts
 * import { Queue, run, spawn } from "miniasync";
 * import { settle } from "miniasync/testing";
 * run((function* () {
 *   const queue = new Queue<string>();
 *   const getter = spawn(queue.get());
 *   yield* settle();
 *   console.log(getter.done); // false
 *   yield* queue.put("item");
 *   yield* settle();
 *   console.log(getter.result()); // item
 * })());
 * ```
 */
export function* settle(): Generator<Suspend, void> {
  const loop = runningLoop();
  settling.set(loop, (settling.get(loop) ?? 0) + 1);
  try {
    do yield* sleep(0);
    while (isBusy(loop));
  } finally {
    settling.set(loop, (settling.get(loop) ?? 0) - 1);
  }
}

/** Asked by one of those that settle, while the others of them have a turn to come. */
function isBusy(loop: Loop): boolean {
  const due = loop.timers.nextDue();
  return loop.ready.size >= (settling.get(loop) ?? 0) || (due !== undefined && due <= loop.now());
}

/** Options of `explore()`. */
export interface ExploreOptions {
  /** Run the program under this one schedule only: that of a failure which is to be looked at. */
  readonly seed?: number | undefined;
  /** Under how many schedules to run it, those of the seeds from 0; default 1,000. */
  readonly runs?: number | undefined;
}

/**
 * A program failed under a schedule; the failure is the `cause`.
 *
 * @example
 * ```ts
 * import { sleep } from "miniasync";
 * import { ExploreError, explore } from "miniasync/testing";
 * try {
 *   explore(function* () {
 *     yield* sleep(1);
 *     throw new Error("always");
 *   });
 * } catch (error) {
 *   if (error instanceof ExploreError) console.log(error.seed); // 0
 * }
 * ```
 */
export class ExploreError extends MiniasyncError {
  readonly code = "MINIASYNC_EXPLORE";
  /** Always "ExploreError". */
  override readonly name = "ExploreError";
  /** `explore(program, { seed })` runs the same schedule again. */
  readonly seed: number;

  constructor(seed: number, cause: unknown) {
    super(
      `The program fails under the schedule of seed ${seed}; explore(program, { seed: ${seed} }) shows it again: ${String(cause)}`,
      { cause },
    );
    this.seed = seed;
  }
}

/**
 * Run a program under many schedules, each in a new loop with a virtual clock: coroutines that are ready go on in any order, and
 * some a little later. So it finds what is right only by the luck of the usual order. Seed 0 is the usual order. Blocks the thread;
 * a deadlock, and an error that nobody looked at, are failures too. Threads are out of reach.
 *
 * @param program makes the coroutine, anew for every schedule, with all that it shares; it throws when a result is wrong.
 * @param options.seed run this schedule only.
 * @param options.runs how many schedules; default 1,000.
 * @returns how many schedules the program was run under.
 * @throws ExploreError at the first failure, with its `seed`.
 * @throws TypeError when `program` does not give a coroutine.
 * @example
 * ```ts
 * import { gather, sleep } from "miniasync";
 * import { explore } from "miniasync/testing";
 * explore(function* () {
 *   const seen: number[] = [];
 *   yield* gather([1, 2, 3].map(function* (n) {
 *     yield* sleep(0);
 *     seen.push(n);
 *   }));
 *   if (seen.length !== 3) throw new Error("one is missing");
 * });
 * ```
 */
export function explore(program: () => Coroutine<unknown>, options: ExploreOptions = {}): number {
  const { seed, runs = 1000 } = options;
  if (seed !== undefined) {
    runUnder(seed, program);
    return 1;
  }
  for (let each = 0; each < runs; each++) runUnder(each, program);
  return runs;
}

function runUnder(seed: number, program: () => Coroutine<unknown>): void {
  const coroutine = program();
  requireCoroutine(coroutine, "explore(): the result of the program");
  const host = new ExploringHost();
  const loop = new Loop(host, { ready: seed === 0 ? new ReadyQueue() : new ShuffledQueue(randomNumbers(seed)) });
  const run = new Run(loop, [coroutine], () => false);
  loop.runUntil(run.finished, () => run.deadlocked());
  const closing = new Closing(loop);
  loop.runUntil(closing.finished, () => closing.deadlocked());
  loop.closed = true;
  try {
    run.results();
    if (host.warnings.length > 0) throw new Error(host.warnings.join("\n"));
  } catch (error) {
    throw new ExploreError(seed, error);
  }
}

/** Time jumps, and nothing comes from outside. */
class ExploringHost extends VirtualClock implements Host {
  readonly warnings: string[] = [];

  poll(): void {}

  park(deadline: number | undefined, wakes: boolean): boolean {
    if (deadline === undefined || !wakes) return false;
    this.advanceTo(deadline);
    return true;
  }

  warn(message: string): void {
    this.warnings.push(message);
  }
}

/** A ready queue in any order. */
class ShuffledQueue extends ReadyQueue {
  readonly #random: () => number;
  #turns: [Listener, Future<unknown> | undefined][] = [];

  constructor(random: () => number) {
    super();
    this.#random = random;
  }

  override get size(): number {
    return this.#turns.length;
  }

  override push(listener: Listener, source: Future<unknown> | undefined): void {
    this.#turns.push([listener, source]);
  }

  override runTick(): void {
    const batch = this.#turns;
    this.#turns = [];
    while (batch.length > 0) {
      const [turn] = batch.splice(Math.floor(this.#random() * batch.length), 1) as [
        [Listener, Future<unknown> | undefined],
      ];
      if (this.#random() < 0.25) this.#turns.push(turn);
      else turn[0].wake(turn[1]);
    }
  }
}
