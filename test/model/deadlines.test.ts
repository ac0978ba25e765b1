import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCancelledError, suppressed, TimeoutError, type WaitingTask } from "../../src/errors.ts";
import { Closing } from "../../src/kernel/closing.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { Run, type Times } from "../../src/kernel/run-state.ts";
import { gather } from "../../src/primitives/gather.ts";
import { shield } from "../../src/primitives/shield.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { Stage } from "../support/stage.ts";

// Random programs, which clean up, insist, leave tasks behind and run others within themselves, have a deadline on a clock that jumps.
// The rule of deadlines (docs/design/never-hangs.md) says when each must have ended, and which tasks may be left unfinished.

/** Enough for the mistakes that were made on purpose, ten times over. */
const programs = 3000;

/** Time is in milliseconds. No program needs as long as `ages`. */
const ages = 1e6;

type Program =
  | { readonly do: "sleep"; readonly ms: number }
  | { readonly do: "give way"; readonly turns: number }
  | { readonly do: "in turn" | "at once"; readonly parts: readonly Program[] }
  | { readonly do: "clean up"; readonly body: Program; readonly cleanup: Program }
  | { readonly do: "insist"; readonly body: Program; readonly tries: number }
  | { readonly do: "leave behind" | "shield"; readonly body: Program }
  | { readonly do: "run"; readonly body: Program; readonly times: Times };

const time = fc.constantFrom(0, 1, 2, 3, 5, 8, 20, 60, ages);
const times = fc.record({ timeout: fc.integer({ min: 0, max: 40 }), cleanupGrace: fc.integer({ min: 0, max: 40 }) });

/** @param nested whether programs run others within themselves. @param insisting whether they catch cancellations, and go on. */
function anyProgram(nested: boolean, insisting: boolean): fc.Arbitrary<Program> {
  const { program } = fc.letrec<{ program: Program }>((tie) => {
    const body = tie("program");
    const parts = fc.array(body, { minLength: 1, maxLength: 3 });
    const kind = <K extends Program["do"]>(...kinds: readonly K[]): fc.Arbitrary<K> => fc.constantFrom(...kinds);
    const tries = fc.constantFrom(2, 3, 50, Number.POSITIVE_INFINITY);
    return {
      program: fc.oneof(
        { maxDepth: 4 },
        { weight: 4, arbitrary: fc.record({ do: kind("sleep"), ms: time }) },
        { weight: 1, arbitrary: fc.record({ do: kind("give way"), turns: fc.nat({ max: 3 }) }) },
        { weight: 3, arbitrary: fc.record({ do: kind("in turn", "at once"), parts }) },
        { weight: 3, arbitrary: fc.record({ do: kind("clean up"), body, cleanup: body }) },
        { weight: insisting ? 2 : 0, arbitrary: fc.record({ do: kind("insist"), body, tries }) },
        { weight: 2, arbitrary: fc.record({ do: kind("leave behind", "shield"), body }) },
        { weight: nested ? 2 : 0, arbitrary: fc.record({ do: kind("run"), body, times }) },
      ) as fc.Arbitrary<Program>,
    };
  });
  return program;
}

/** One program that is played, and all that is seen of it. */
class Play {
  readonly stage = new Stage();
  /** Tasks that have begun, and have not ended. */
  readonly unfinished = new Set<symbol>();
  /** Those that errors called abandoned. The error of an inner run may be that of the outer one, too. */
  readonly #toldByErrors = new Set<WaitingTask>();
  /** When waits were ended because the time for cleaning up was over. */
  readonly cutShort: number[] = [];

  /** How many tasks were called abandoned, by errors and by warnings. */
  get told(): number {
    const byWarnings = this.stage.warnings.map((it) => Number(/(\d+) tasks? goe?s? on/.exec(it)?.[1] ?? 0));
    return byWarnings.reduce((sum, many) => sum + many, this.#toldByErrors.size);
  }

  /** In a loop of its own on the same clock, as `run()` does it. @throws what the run throws. */
  inLoop(program: Program, limits: Times): void {
    const loop = new Loop(this.stage);
    const run = new Run(loop, [this.#task(program)], () => false, limits);
    loop.runUntil(run.finished, () => run.deadlocked());
    const outcome = this.#outcome(run);
    const closing = new Closing(loop, limits.cleanupGrace);
    loop.runUntil(closing.finished, () => closing.deadlocked());
    expect([...loop.tasks()].map((task) => task.name)).toEqual([]);
    expect([loop.timers.nextDue(), loop.deadlines.nextDue(), loop.ready.size]).toEqual([undefined, undefined, 0]);
    if (outcome !== undefined) throw outcome;
  }

  #outcome(run: Run): unknown {
    try {
      run.results();
    } catch (error) {
      for (const other of suppressed(error)) {
        // That of an inner run tells of what it waited for.
        if (!(other instanceof TimeoutError && / go(?:es)? on /.test(other.message))) continue;
        for (const task of other.tasks) this.#toldByErrors.add(task);
      }
      return error;
    }
    return undefined;
  }

  *#task(program: Program): Generator<Suspend, void> {
    const self = Symbol(program.do);
    this.unfinished.add(self);
    try {
      yield* this.#steps(program);
    } finally {
      this.unfinished.delete(self);
    }
  }

  *#steps(program: Program): Generator<Suspend, void> {
    switch (program.do) {
      case "sleep":
        return yield* this.#wait(sleep(program.ms));
      case "give way":
        for (let i = 0; i < program.turns; i++) yield* this.#wait(sleep(0));
        return;
      case "in turn":
        for (const part of program.parts) yield* this.#steps(part);
        return;
      case "at once":
        yield* gather(program.parts.map((part) => this.#task(part)));
        return;
      case "clean up":
        try {
          return yield* this.#steps(program.body);
        } finally {
          yield* this.#steps(program.cleanup);
        }
      case "insist":
        for (let i = 0; i < program.tries; i++) {
          try {
            return yield* this.#steps(program.body);
          } catch (error) {
            if (!isCancelledError(error)) throw error;
          }
        }
        return;
      case "leave behind":
        spawn(this.#task(program.body));
        return;
      case "shield":
        yield* shield(spawn(this.#task(program.body)));
        return;
      case "run":
        return this.inLoop(program.body, program.times);
    }
  }

  *#wait(coroutine: Coroutine<void>): Generator<Suspend, void> {
    try {
      yield* coroutine;
    } catch (error) {
      if (String(error).includes("the time for cleaning up is over")) this.cutShort.push(this.stage.time);
      throw error;
    }
  }
}

/** The longest that the cleanup in a program can take, if it is cancelled once, and one after the other. */
function cleanupTime(program: Program): number {
  const sum = (parts: readonly Program[]): number => parts.reduce((all, part) => all + cleanupTime(part), 0);
  switch (program.do) {
    case "in turn":
    case "at once":
      return sum(program.parts);
    case "clean up":
      return cleanupTime(program.body) + wholeTime(program.cleanup);
    case "leave behind":
    case "shield":
      return cleanupTime(program.body);
    default:
      return 0;
  }
}

/** The longest that a program can take, everything in it one after the other. */
function wholeTime(program: Program): number {
  const sum = (parts: readonly Program[]): number => parts.reduce((all, part) => all + wholeTime(part), 0);
  switch (program.do) {
    case "sleep":
      return program.ms;
    case "in turn":
    case "at once":
      return sum(program.parts);
    case "clean up":
      return wholeTime(program.body) + wholeTime(program.cleanup);
    case "leave behind":
    case "shield":
      return wholeTime(program.body);
    default:
      return 0;
  }
}

function play(program: Program, limits: Required<Times>): Play & { error: unknown } {
  const played = Object.assign(new Play(), { error: undefined as unknown });
  try {
    played.inLoop(program, limits as Times);
  } catch (error) {
    played.error = error;
  }
  return played;
}

function explore(program: fc.Arbitrary<Program>, look: (program: Program, limits: Required<Times>) => void): void {
  fc.assert(fc.property(program, times as fc.Arbitrary<Required<Times>>, look), { seed: 1, numRuns: programs });
}

describe("a run, its cleanup and the tasks that it leaves behind", () => {
  test.each([
    ["that clean up", false, false],
    ["that insist", false, true],
    ["that insist, and run others within themselves", true, true],
  ])(
    "end in time, and tell of every task that they leave unfinished: programs %s",
    (_name, nested, insisting) => {
      explore(anyProgram(nested, insisting), (program, limits) => {
        const { stage, error, unfinished, told, cutShort } = play(program, limits);
        const { timeout, cleanupGrace } = limits as { timeout: number; cleanupGrace: number };
        // The tasks that are left behind have a time for cleaning up of their own.
        expect(stage.time).toBeLessThanOrEqual(timeout + 2 * cleanupGrace);
        if (error !== undefined) expect(error).toBeInstanceOf(TimeoutError);
        expect(told).toBe(unfinished.size);
        // Within a run of its own the time may be over sooner.
        if (!nested) for (const at of cutShort) expect(at).toBeGreaterThanOrEqual(cleanupGrace);
      });
    },
    60_000,
  );

  test("no wait is cut short while there is time for cleaning up", () => {
    let fitting = 0;
    explore(anyProgram(false, false), (program, limits) => {
      if (cleanupTime(program) >= (limits.cleanupGrace as number)) return;
      fitting++;
      expect(play(program, limits).cutShort).toEqual([]);
    });
    expect(fitting).toBeGreaterThan(programs / 4);
  });
});
