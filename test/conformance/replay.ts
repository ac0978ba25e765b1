import { DeadlockError, isCancelledError, suppressed } from "../../src/errors.ts";
import { Closing } from "../../src/kernel/closing.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import type { Host } from "../../src/kernel/host.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { Run } from "../../src/kernel/run.ts";
import type { Task } from "../../src/kernel/task.ts";
import { call } from "../../src/primitives/call.ts";
import { currentTask } from "../../src/primitives/current.ts";
import type { TaskGroup } from "../../src/primitives/task-group.ts";
import { errorClasses, NumberedError, operations } from "./operations.ts";
import type { Awaitable, Body, Program, Statement, Step, Trace } from "./program.ts";
import { type AnyThing, makeThing } from "./things.ts";

/** Run a program on the kernel. @returns its trace, as oracle.py writes it. */
export function replay(program: Program): Trace {
  return new World(program).main();
}

type Returned = { readonly value: number } | undefined;

/** Thrown out of a run that cannot go on, so that nothing else happens in the program. */
class Stuck extends Error {}

/** One program being run. */
export class World implements Host {
  readonly things: readonly AnyThing[];
  /** Every loop has slots of its own: a task of another loop cannot be waited for. */
  tasks = new Map<number, Task<unknown>>();
  outerTasks = new Map<number, Task<unknown>>();
  readonly groups = new Map<number, TaskGroup>();
  readonly flags: boolean[] = [false, false, false, false];
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

  main(): Trace {
    const loop = new Loop(this);
    try {
      for (const step of this.#program.steps) this.#step(loop, step);
      this.#close(loop);
      this.log("closed");
    } catch (error) {
      if (!(error instanceof Stuck)) throw error;
    }
    return this.#trace;
  }

  #step(loop: Loop, step: Step): void {
    if (step[0] === "spawn") this.tasks.set(step[1], loop.spawn(this.body(step[2])));
    else if (step[0] === "cancel") this.tasks.get(step[1])?.cancel();
    else {
      try {
        this.log("run", this.show(this.run(loop, step[1], step[2])));
      } catch (error) {
        if (error instanceof Stuck) throw error;
        // Of a cancellation, asyncio makes several error objects, and loses what is attached to one of them.
        this.log("run!", this.show(error), this.show(isCancelledError(error) ? [] : suppressed(error)));
      }
    }
  }

  run(loop: Loop, bodies: readonly Body[], listed: readonly string[]): unknown[] {
    const classes = listed.map((name) => errorClasses[name] as new () => unknown);
    const isListed = (error: unknown) => classes.some((type) => error instanceof type);
    const run = new Run(
      loop,
      bodies.map((body) => this.body(body)),
      isListed,
    );
    loop.runUntil(run.finished, () => this.#deadlocked());
    return run.results();
  }

  nested(bodies: readonly Body[], listed: readonly string[]): unknown[] {
    const loop = new Loop(this);
    const { tasks, outerTasks } = this;
    this.outerTasks = tasks;
    this.tasks = new Map();
    try {
      return this.run(loop, bodies, listed);
    } finally {
      if (!this.#stuck) this.#close(loop);
      this.tasks = tasks;
      this.outerTasks = outerTasks;
    }
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
