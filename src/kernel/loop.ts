import { LoopClosedError, LoopError, type WaitingTask } from "../errors.ts";
import { atUser, type Entry, isOnStack } from "../users-line.ts";
import { announce, runOfAnother } from "./copies.ts";
import type { Coroutine } from "./coroutine.ts";
import { Future, isFuture } from "./future.ts";
import type { Contexts, Host } from "./host.ts";
import { makeIn } from "./never-waited.ts";
import { type Listener, ReadyQueue } from "./ready-queue.ts";
import { forgetProbe } from "./suspension.ts";
import { Task } from "./task.ts";
import { Timer, Timers } from "./timers.ts";

/** The loop whose coroutine runs at this moment in this thread, and the ones that wait beneath it. */
let running: Loop | undefined;

/** The loop that runs at this moment, or undefined outside of any. */
export function runningLoopOrNone(): Loop | undefined {
  return running;
}

const isRunning = (): boolean => running !== undefined;

const noLoop = (): string => "Cannot wait: no loop is running; pass the coroutine to run()";

/** @throws LoopError outside of any loop, as from the line that called `entry`. */
export function runningLoop(entry?: Entry, toldAs: () => string = noLoop): Loop {
  if (running === undefined) {
    const message = runOfAnother() ?? toldAs();
    throw atUser(new LoopError(message), entry);
  }
  return running;
}

/** Parts of a loop that may be given to it. */
export interface LoopParts {
  readonly ready?: ReadyQueue | undefined;
  /** The clock of the host, if several hosts have the same. */
  readonly clock?: object | undefined;
  readonly contexts?: Contexts | undefined;
}

/** When a run ends, by the clock of its loop; Infinity for never. */
export interface Limits {
  /** Its coroutines are cancelled, if they are not yet. */
  readonly deadline: number;
  /** Cancelled coroutines have no more time for cleaning up. */
  readonly end: number;
}

/** An event loop (asyncio's): tasks, their ready queue and their timers. It waits only through its host. */
export class Loop {
  readonly host: Host;
  /** Whose time it is: the times of loops that have the same clock can be compared. */
  readonly clock: object;
  /** Undefined where the host has none. */
  readonly contexts: Contexts | undefined;
  readonly ready: ReadyQueue;
  readonly timers: Timers = new Timers();
  /** The latest ends of runs. They wake nobody: a coroutine that waits for nothing else is in a deadlock, and need not wait for them. */
  readonly deadlines: Timers = new Timers();
  /** Futures that failed, and whose error nobody has looked at; undefined until there are any. */
  unseen: Set<Future<unknown>> | undefined = undefined;
  currentTask: Task<unknown> | undefined = undefined;
  closed = false;
  /** The loop that called the run which drives this one, and stands still meanwhile. */
  beneath: Loop | undefined = undefined;
  /** The run that is in it, or its closing, which can be made to end. */
  driven: { interrupt(error: Error): void } | undefined = undefined;
  /** The limits of the run that is in it. */
  limits: Limits | undefined = undefined;
  /** Tasks that did not end in time, for the run to tell of; undefined until there are any. */
  abandoned: WaitingTask[] | undefined = undefined;
  #oldest: Task<unknown> | undefined;
  #newest: Task<unknown> | undefined;
  #tasksMade = 0;
  #driving = false;
  /** The function that drives it, of this loop alone: whether it is on the stack tells whether the loop is driven at all. */
  #drive: Entry = Loop;
  #killed = false;

  constructor(host: Host, { ready = new ReadyQueue(), clock = host, contexts }: LoopParts = {}) {
    announce(isRunning);
    this.host = host;
    this.ready = ready;
    this.clock = clock;
    this.contexts = contexts;
  }

  /** True from the start of a run to its end, also while it waits beneath an inner run. */
  get driving(): boolean {
    return this.#driving;
  }

  /**
   * Close the loops whose runs were ended by force, by the timeout of node:vm or Ctrl-C in a REPL: no `finally` has run then, and a
   * coroutine may have been left in the middle of a turn. To be asked by whoever finds a loop running that should not be.
   */
  static closeKilled(): void {
    const killed: Loop[] = [];
    for (let loop = running; loop?.isKilled; loop = running) {
      running = loop.beneath;
      loop.#driving = false;
      loop.#killed = true;
      loop.closed = true;
      loop.beneath = undefined;
      loop.driven = undefined;
      loop.limits = undefined;
      loop.currentTask = undefined;
      loop.contexts?.unwatch?.();
      killed.push(loop);
    }
    if (killed.length > 0) {
      makeIn(running);
      forgetProbe();
    }
    for (const { host } of killed) host.killed?.();
  }

  /** Whether a run of it was ended by force. */
  get isKilled(): boolean {
    return this.#killed || (this.#driving && !isOnStack(this.#drive));
  }

  now(): number {
    return this.host.now();
  }

  createFuture<T>(): Future<T> {
    return new Future<T>(this);
  }

  spawn<T>(coroutine: Coroutine<T>, name?: string): Task<T> {
    this.requireOpen("spawn");
    return new Task(this, coroutine, name);
  }

  /** A task or future as it is, a coroutine as a new task (asyncio.ensure_future). */
  ensureFuture<T>(coroutine: Coroutine<T>): Future<T> {
    if (!isFuture(coroutine)) return this.spawn(coroutine);
    this.requireOwn(coroutine);
    return coroutine as Future<unknown> as Future<T>;
  }

  /** Several at once: all are checked before any becomes a task. */
  ensureFutures(coroutines: readonly Coroutine<unknown>[]): Future<unknown>[] {
    for (const coroutine of coroutines) if (isFuture(coroutine)) this.requireOwn(coroutine);
    return coroutines.map((coroutine) => this.ensureFuture(coroutine));
  }

  /** @throws LoopError when the future belongs to another loop. */
  private requireOwn(future: Future<unknown>): void {
    if (future.loop !== this) {
      throw atUser(
        new LoopError(
          "Cannot wait: the task belongs to another loop; make it inside this run, or wait for it in its own",
        ),
      );
    }
  }

  /** Wake `listener` in the first tick at or after `delay` milliseconds from now. */
  callLater(delay: number, listener: Listener): Timer {
    const timer = new Timer(this.host.now() + delay, listener);
    this.timers.add(timer);
    return timer;
  }

  /** Wake `listener` likewise, to end a run. */
  addDeadline(delay: number, listener: Listener): Timer {
    const timer = new Timer(this.host.now() + delay, listener);
    this.deadlines.add(timer);
    return timer;
  }

  /** When something is due next, by the host's clock; undefined when nothing is. */
  nextDue(): number | undefined {
    const timer = this.timers.nextDue();
    const deadline = this.deadlines.nextDue();
    if (timer === undefined || deadline === undefined) return timer ?? deadline;
    return Math.min(timer, deadline);
  }

  /** The limits of the run around the one that begins in this loop, if both have the same clock. */
  around(): Limits | undefined {
    for (let outer = running; outer !== undefined; outer = outer.beneath) {
      if (outer !== this && outer.clock === this.clock && outer.limits !== undefined) return outer.limits;
    }
    return undefined;
  }

  /** The unfinished tasks, in order of creation. */
  *tasks(): Iterable<Task<unknown>> {
    for (let task = this.#oldest; task !== undefined; task = task.newer) yield task;
  }

  /** Whether the loop has nothing left: no task, no turn, nothing to tell of. */
  get isEmpty(): boolean {
    return this.#oldest === undefined && this.ready.size === 0 && !this.unseen?.size && this.abandoned === undefined;
  }

  /** Tell of a failed future when the loop is closed, unless somebody looks at its error before. */
  failedUnseen(future: Future<unknown>): void {
    this.unseen ??= new Set();
    this.unseen.add(future);
  }

  nextTaskNumber(): number {
    return ++this.#tasksMade;
  }

  /** Put a new task into the list of the unfinished. */
  adopt(task: Task<unknown>): void {
    task.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = task;
    else this.#newest.newer = task;
    this.#newest = task;
  }

  /** Take a task that is done, or given up, out of the list. */
  release(task: Task<unknown>): void {
    if (task.older === undefined) {
      if (this.#oldest !== task) return;
      this.#oldest = task.newer;
    } else task.older.newer = task.newer;
    if (task.newer === undefined) this.#newest = task.older;
    else task.newer.older = task.older;
    task.older = undefined;
    task.newer = undefined;
  }

  /**
   * Block until `future` is done and its tick is over (asyncio's run_until_complete).
   * @param deadlocked called when nothing can wake a coroutine any more; it must make something ready.
   */
  runUntil(future: Future<unknown>, deadlocked: () => void): void {
    this.requireStill();
    let stopped = false;
    future.addListener({
      wake() {
        stopped = true;
      },
    });
    const outer = running;
    this.#drive = () => {
      while (!stopped) {
        if (this.ready.size > 0) this.host.poll();
        else if (!this.#park() && this.ready.size === 0) deadlocked();
        if (running !== this) Loop.closeKilled();
        this.#tick();
      }
    };
    this.#enter();
    try {
      this.#watched(this.#drive);
    } finally {
      this.#leave(outer);
    }
  }

  /** Run in the place of the loop that runs now. All at once, for it may be ended by force wherever it calls a function. */
  #enter(): void {
    this.beneath = running;
    this.#driving = true;
    running = this;
    makeIn(this);
    forgetProbe();
  }

  #leave(outer: Loop | undefined): void {
    this.#driving = false;
    this.beneath = undefined;
    running = outer;
    makeIn(outer);
  }

  #park(): boolean {
    return this.host.park(this.nextDue(), this.timers.nextDue() !== undefined);
  }

  /** Call `body`, which blocks: runs in what it calls are within this loop, and end at `deadline`. */
  during(deadline: number, body: () => void): void {
    const outer = running;
    this.limits = { deadline, end: deadline };
    this.#drive = body;
    this.#enter();
    try {
      body();
    } finally {
      this.limits = undefined;
      this.#leave(outer);
    }
  }

  /** Run one tick, without waiting, for a host that does not block. */
  advance(): void {
    const outer = running;
    this.#drive = () => this.#tick();
    this.#enter();
    try {
      this.#watched(this.#drive);
    } finally {
      this.#leave(outer);
    }
  }

  /** Call a function that runs turns: one may be the first to set something in an async context. */
  #watched(body: () => void): void {
    if (this.contexts === undefined) body();
    else this.contexts.watch(body);
  }

  /** A copy of the async context of this moment; undefined where contexts are not in use. */
  capture(): object | undefined {
    return this.contexts?.capture();
  }

  /** Call a function that is no task's in a context that was captured. */
  inContext<T>(context: object | undefined, body: () => T): T {
    return this.contexts?.inUse ? this.contexts.run(context, body) : body();
  }

  /** Wake the timers that are due, then take every turn that is ready now. */
  #tick(): void {
    this.contexts?.look();
    if (this.nextDue() !== undefined) {
      const now = this.host.now();
      this.#take(this.timers, now);
      this.#take(this.deadlines, now);
    }
    this.ready.runTick();
  }

  #take(timers: Timers, now: number): void {
    for (let timer = timers.takeDue(now); timer !== undefined; timer = timers.takeDue(now)) {
      this.ready.push(timer, undefined);
    }
  }

  /** @throws LoopError when it cannot be run now: it is closed, or running. To be asked before anything is made for the run. */
  requireStill(): void {
    this.requireOpen("run");
    if (this.#driving) {
      throw atUser(
        new LoopError("Cannot run: this loop is running already; use run() or another loop() inside its coroutines"),
      );
    }
  }

  requireOpen(action: string): void {
    if (!this.closed) return;
    const why = this.#killed ? ", since a run of it was ended by force, by the timeout of node:vm or in a REPL" : "";
    throw atUser(new LoopClosedError(`Cannot ${action}: this loop is closed${why}; make a new one with loop()`));
  }
}
