import { expect } from "vitest";
import { Closing } from "../../src/kernel/closing.ts";
import type { Coroutine } from "../../src/kernel/coroutine.ts";
import type { ErrorMatcher } from "../../src/kernel/error-matcher.ts";
import { matches } from "../../src/kernel/error-matcher.ts";
import type { Host } from "../../src/kernel/host.ts";
import { Loop } from "../../src/kernel/loop.ts";
import type { Results } from "../../src/kernel/results.ts";
import { Run, type Times } from "../../src/kernel/run-state.ts";

/** A loop on a host where time jumps, and what it has warned of. */
export class Stage implements Host {
  time = 0;
  readonly warnings: string[] = [];
  readonly loop: Loop = new Loop(this);

  now(): number {
    return this.time;
  }

  poll(): void {}

  park(deadline: number | undefined, wakes = true): boolean {
    if (deadline === undefined || !wakes) return false;
    this.time = Math.max(this.time, deadline);
    return true;
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  run<const C extends readonly Coroutine<unknown>[]>(...coroutines: C): Results<C> {
    return this.runWith({}, ...coroutines);
  }

  runWith<const C extends readonly Coroutine<unknown>[]>(
    { listed = [], ...times }: Times & { listed?: readonly ErrorMatcher[] },
    ...coroutines: C
  ): Results<C> {
    const run = new Run(this.loop, coroutines, (error) => matches(error, listed), times);
    this.loop.runUntil(run.finished, () => run.deadlocked());
    return run.results() as unknown as Results<C>;
  }

  /** Cancels what is left; nothing may be left then: no task, no timer, no turn. */
  close(): void {
    this.end();
    expect([...this.loop.tasks()].map((task) => task.name)).toEqual([]);
    expect(this.loop.timers.nextDue()).toBeUndefined();
    expect(this.loop.ready.size).toBe(0);
  }

  /** Cancels what is left. */
  end(): void {
    const closing = new Closing(this.loop);
    this.loop.runUntil(closing.finished, () => closing.deadlocked());
    this.loop.closed = true;
  }
}

/** What `run()` does, on a stage of its own, on which nothing may be left and nothing warned of. */
export function run<const C extends readonly Coroutine<unknown>[]>(...coroutines: C): Results<C> {
  const stage = new Stage();
  try {
    return stage.run(...coroutines);
  } finally {
    stage.close();
    expect(stage.warnings).toEqual([]);
  }
}

/** The error that a coroutine throws. */
export function failure(coroutine: Coroutine<unknown>): unknown {
  try {
    run(coroutine);
  } catch (error) {
    return error;
  }
  return expect.fail("nothing was thrown");
}
