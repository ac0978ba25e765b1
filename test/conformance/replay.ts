import { AsyncLocalStorage } from "node:async_hooks";
import { DeadlockError, isCancelledError, suppressed } from "../../src/errors.ts";
import { Closing } from "../../src/kernel/closing.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import type { Future as KernelFuture } from "../../src/kernel/future.ts";
import type { Clock, Host } from "../../src/kernel/host.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { Run } from "../../src/kernel/run-state.ts";
import type { Task } from "../../src/kernel/task.ts";
import { hostContexts } from "../../src/platform/node/contexts.ts";
import { call } from "../../src/primitives/call.ts";
import { currentTask } from "../../src/primitives/current.ts";
import type { Future } from "../../src/primitives/settable-future.ts";
import type { TaskGroup } from "../../src/primitives/task-group.ts";
import type { Deadline } from "../../src/primitives/timeout.ts";
import { errorClasses, NumberedError, operations, outcome } from "./operations.ts";
import type { Awaitable, Body, Program, Statement, Step, Trace } from "./program.ts";
import { type AnyThing, makeThing } from "./things.ts";

/** Run a program on the kernel. @returns its trace, as oracle.py writes it. */
export function replay(program: Program): Trace {
  return new World(program).main();
}

type Returned = { readonly value: number } | undefined;

/** What drives a loop by the events of the host, as `runAsync` does; named by what is needed of it, for it needs a platform. */
interface LoopDriver {
  readonly loop: Loop;
  until(finished: KernelFuture<unknown>, deadlocked: () => void): Promise<void>;
}

/** The same under `runAsync`. @param drive gives its driver, for a clock. */
export async function replayAsync(program: Program, drive: (clock: Clock) => LoopDriver): Promise<Trace> {
  return new World(program).mainAsync(drive);
}

/** Thrown out of a run that cannot go on, so that nothing else happens in the program. */
class Stuck extends Error {}

/** One program being run. */
export class World implements Host, Clock {
  readonly things: readonly AnyThing[];
  /** Every loop has slots of its own: a task of another loop cannot be waited for. */
  tasks = new Map<number, Task<unknown>>();
  outerTasks = new Map<number, Task<unknown>>();
  readonly groups = new Map<number, TaskGroup>();
  futures = new Map<number, Future<unknown>>();
  readonly deadlines = new Map<number, Deadline>();
  readonly flags: boolean[] = [false, false, false, false];
  readonly #callbacks = new Map<number, (future: Pick<Task<unknown>, "result" | "cancelled">) => void>();
  readonly #variables: AsyncLocalStorage<number>[] = [];
  readonly #program: Program;
  readonly #trace: string[] = [];
  #time = 0;
  #shown = 0;
  #stuck = false;

  constructor(program: Program) {
    this.#program = program;
    this.things = program.things.map(makeThing);
  }

  // The host: time jumps.
  now(): number {
    return this.#time;
  }
  poll(): void {}
  park(deadline: number | undefined, wakes: boolean): boolean {
    if (deadline === undefined || !wakes) return false;
    this.#time = Math.max(this.#time, deadline);
    return true;
  }
  warn(): void {}
  advanceTo(time: number): void {
    this.#time = Math.max(this.#time, time);
  }

  async mainAsync(drive: (clock: Clock) => LoopDriver): Promise<Trace> {
    const driver = drive(this);
    const { loop } = driver;
    try {
      for (const step of this.#program.steps) {
        if (step[0] === "run") {
          const run = this.#start(loop, step[1], step[2]);
          await this.#driven(driver, run.finished);
          this.#tell(() => run.results());
        } else this.#step(loop, step);
      }
      await this.#driven(driver, new Closing(loop).finished);
      this.log("closed");
    } catch (error) {
      if (!(error instanceof Stuck)) throw error;
    } finally {
      for (const variable of this.#variables) variable?.disable();
    }
    return this.#trace;
  }

  /** A test runner's process is never idle, so nothing tells of a deadlock there: nothing is left to do, and it is not done. */
  async #driven(driver: LoopDriver, finished: KernelFuture<unknown>): Promise<void> {
    let over = false;
    const ending = driver
      .until(finished, () => {})
      .finally(() => {
        over = true;
      });
    ending.catch(() => {});
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!over && driver.loop.ready.size === 0 && driver.loop.timers.nextDue() === undefined) this.#deadlocked();
    }
    await ending;
  }

  main(): Trace {
    const loop = this.#loop();
    try {
      for (const step of this.#program.steps) this.#step(loop, step);
      this.#close(loop);
      this.log("closed");
    } catch (error) {
      if (!(error instanceof Stuck)) throw error;
    } finally {
      for (const variable of this.#variables) variable?.disable();
    }
    return this.#trace;
  }

  #step(loop: Loop, step: Step): void {
    if (step[0] === "spawn") this.tasks.set(step[1], loop.spawn(this.body(step[2])));
    else if (step[0] === "cancel") this.tasks.get(step[1])?.cancel();
    else this.#tell(() => this.run(loop, step[1], step[2]));
  }

  #tell(results: () => unknown[]): void {
    try {
      this.log("run", this.show(results()));
    } catch (error) {
      if (error instanceof Stuck) throw error;
      // Of a cancellation, asyncio makes several error objects, and loses what is attached to one of them.
      this.log("run!", this.show(error), this.show(isCancelledError(error) ? [] : suppressed(error)));
    }
  }

  run(loop: Loop, bodies: readonly Body[], listed: readonly string[]): unknown[] {
    const run = this.#start(loop, bodies, listed);
    loop.runUntil(run.finished, () => this.#deadlocked());
    return run.results();
  }

  #start(loop: Loop, bodies: readonly Body[], listed: readonly string[]): Run {
    const classes = listed.map((name) => errorClasses[name] as new () => unknown);
    const isListed = (error: unknown) => classes.some((type) => error instanceof type);
    return new Run(
      loop,
      bodies.map((body) => this.body(body)),
      isListed,
    );
  }

  nested(bodies: readonly Body[], listed: readonly string[]): unknown[] {
    const loop = this.#loop();
    const { tasks, outerTasks, futures } = this;
    this.outerTasks = tasks;
    this.tasks = new Map();
    this.futures = new Map();
    try {
      return this.run(loop, bodies, listed);
    } finally {
      if (!this.#stuck) this.#close(loop);
      this.tasks = tasks;
      this.outerTasks = outerTasks;
      this.futures = futures;
    }
  }

  #loop(): Loop {
    return new Loop(this, { contexts: hostContexts() });
  }

  #close(loop: Loop): void {
    const closing = new Closing(loop);
    loop.runUntil(closing.finished, () => this.#deadlocked());
  }

  #deadlocked(): void {
    this.log("deadlock");
    this.#stuck = true;
    throw new Stuck();
  }

  log(...words: readonly unknown[]): void {
    if (this.#stuck) return;
    if (this.#time !== this.#shown) {
      this.#shown = this.#time;
      this.#trace.push(`@${this.#shown}`);
    }
    this.#trace.push(words.join(" "));
  }

  show(value: unknown): string {
    if (isCancelledError(value)) return "Cancelled";
    if (value instanceof AggregateError) return `Group[${value.errors.map((error) => this.show(error)).join(" ")}]`;
    if (value instanceof NumberedError) return `${value.constructor.name}${value.message}`;
    if (value instanceof Error) return value instanceof DeadlockError ? "deadlock" : value.name;
    if (Array.isArray(value)) return `[${value.map((item) => this.show(item)).join(" ")}]`;
    return value === undefined || value === null ? "-" : String(value);
  }

  /** The same for the same number, so that it can be taken back. */
  callback(id: number): (future: Pick<Task<unknown>, "result" | "cancelled">) => void {
    let callback = this.#callbacks.get(id);
    if (callback === undefined) {
      callback = (future) =>
        this.log("callback", id, future.cancelled, outcome(this, future), this.show(this.#variables[0]?.getStore()));
      this.#callbacks.set(id, callback);
    }
    return callback;
  }

  /** Made when it is first used: each costs time in everything that follows. */
  variable(index: number): AsyncLocalStorage<number> {
    this.#variables[index] ??= new AsyncLocalStorage();
    return this.#variables[index];
  }

  task(slot: number | null): Task<unknown> | undefined {
    return slot === null ? currentTask() : this.tasks.get(slot);
  }

  awaitable(what: Awaitable): Coroutine<unknown> {
    if (typeof what === "number") return this.tasks.get(what) ?? this.body([-1, []]);
    return this.body(what);
  }

  *body([id, statements]: Body): Generator<Suspend, number> {
    const returned = yield* this.block(id, statements);
    return returned === undefined ? id : returned.value;
  }

  *block(me: number, statements: readonly Statement[]): Generator<Suspend, Returned> {
    for (const statement of statements) {
      const returned = yield* this.#statement(me, statement);
      if (returned !== undefined) return returned;
    }
    return undefined;
  }

  *#statement(me: number, statement: Statement): Generator<Suspend, Returned> {
    switch (statement[0]) {
      case "return":
        return { value: statement[1] };
      case "call":
        yield* call(this.block(me, statement[1]));
        return undefined;
      case "repeat":
        return yield* this.block(me, Array(statement[1]).fill(statement[2]).flat());
      case "try":
      case "tryAgain":
        return yield* this.#try(me, statement);
    }
    try {
      const value = yield* operations(this, me, statement);
      this.log(me, statement[0], this.show(value));
    } catch (error) {
      if (!(error instanceof Stuck)) this.log(me, statement[0], "!", this.show(error));
      throw error;
    }
    return undefined;
  }

  *#try(me: number, statement: Extract<Statement, ["try" | "tryAgain", ...unknown[]]>): Generator<Suspend, Returned> {
    const [kind, body, caught, handler, final] = statement;
    try {
      return yield* this.block(me, body);
    } catch (error) {
      if (caught === null || error instanceof Stuck) throw error;
      if (caught === "cancel" ? !isCancelledError(error) : caught === "error" && isCancelledError(error)) throw error;
      this.log(me, "catch", this.show(error));
      const returned = yield* this.block(me, handler);
      if (returned === undefined && kind === "tryAgain") throw error;
      return returned;
    } finally {
      if (final !== null) {
        this.log(me, "finally");
        yield* this.block(me, final);
      }
    }
  }
}
