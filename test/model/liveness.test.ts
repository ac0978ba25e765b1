import fc from "fast-check";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { type Action, World } from "./liveness-world.ts";

// Random histories are asked one question: does `park` say that nothing can happen exactly when nobody can act? Nothing sleeps here:
// the clock stands still, and Atomics.wait returns at once. At that moment the caller has decided to wait.

/** Enough for the rarest fault that has been found, several times over. */
const runs = 2000;

let world: World | undefined;

beforeEach(() => {
  vi.spyOn(Atomics, "wait").mockImplementation(((words: Int32Array, index: number, seen: number) => {
    if (words[index] !== seen) return "not-equal";
    world?.sleep();
    return "timed-out";
  }) as typeof Atomics.wait);
});

afterEach(() => {
  vi.restoreAllMocks();
});

class Step implements fc.Command<World, undefined> {
  readonly #action: Action;

  constructor(action: Action) {
    this.#action = action;
  }

  check(model: World): boolean {
    return model.can(this.#action);
  }

  run(model: World): void {
    model.perform(this.#action);
    if (model.failure !== undefined) throw new Error(model.failure);
  }

  toString(): string {
    return `\n  ${text(this.#action)}`;
  }
}

/** As one would tell it. */
function text(action: Action): string {
  const { do: what, ...rest } = action;
  const details = Object.entries(rest).map(([key, value]) => {
    if (Array.isArray(value))
      return value.length === 0 ? "" : ` ${key}: {${value.map((it) => ` ${text(it)}`).join(";")} }`;
    return typeof value === "boolean" ? (value ? ` ${key}` : "") : ` ${key} ${value}`;
  });
  return `${what}${details.join("")}`;
}

type Kind = Action["do"];

interface Histories {
  /** Arguments of calls, and results of callbacks, that cannot be sent. */
  readonly inVain: boolean;
  /** Plain callbacks, and reads, in which more is done. */
  readonly inside: boolean;
  /** Time in which nothing arrives: the caller computes, or sleeps. Threads that are asked whether they listen say so. */
  readonly time: boolean;
  /** Calls that are spread over a group of threads, and wait for one of them. */
  readonly spread: boolean;
}

function actions({ inVain, inside, time, spread }: Histories): fc.Arbitrary<Action> {
  const loop = fc.integer({ min: 0, max: 2 });
  // Two of their own, and those of the group.
  const thread = fc.integer({ min: 0, max: 4 });
  const own = fc.integer({ min: 0, max: 1 });
  const which = fc.nat({ max: 3 });
  const pass = fc.constantFrom("nothing", "plain 0", "generator", "plain 1");
  const one = <K extends Kind>(kind: K, parts: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Action> =>
    fc.record({ do: fc.constant(kind), ...parts }) as unknown as fc.Arbitrary<Action>;
  const ofCaller: readonly [number, fc.Arbitrary<Action>][] = [
    [6, one("park", { loop, timer: fc.boolean() })],
    [5, one("call", { loop, thread: own, pass })],
    [spread ? 5 : 0, one("spread", { loop, pass })],
    [inVain ? 2 : 0, one("call in vain", { loop, thread: own, pass, by: fc.constantFrom("encoding", "posting") })],
    [3, one("cancel", { call: which })],
    [1, one("abandon", { loop })],
    [1, one("close", { loop })],
  ];
  const ofThreads: readonly [number, fc.Arbitrary<Action>][] = [
    [1, one("receive", { thread })],
    [3, one("reply", { thread, call: which, ok: fc.boolean() })],
    [2, one("forget", { thread, callback: which })],
    [4, one("run empty", { thread })],
    [time ? 3 : 0, one("time passes", {})],
    [1, one("die", { thread, silently: fc.boolean() })],
  ];
  const gives = fc.constantFrom("nothing", "a function", ...(inVain ? ["in vain"] : []));
  const { any } = fc.letrec<{ any: Action; ofThread: Action }>((tie) => {
    const list = (of: "any" | "ofThread"): fc.Arbitrary<Action[]> =>
      inside ? fc.array(tie(of), { maxLength: 4 }) : fc.constant([]);
    const callBack = one("call back", { thread, callback: which, inside: list("any"), gives });
    const read = one("read", { thread, meanwhile: list("ofThread") });
    const choice = (...weighted: readonly (readonly [number, fc.Arbitrary<Action>])[]): fc.Arbitrary<Action> =>
      fc.oneof({ maxDepth: 2 }, ...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
    return {
      any: choice(...ofCaller, ...ofThreads, [7, callBack], [2, read]),
      // While the caller sleeps only threads act.
      ofThread: choice(...ofThreads, [4, callBack]),
    };
  });
  return any;
}

function explore(histories: Histories): void {
  const step = actions(histories).map((action) => new Step(action));
  const property = fc.property(fc.commands([step], { maxCommands: 30, size: "max" }), (commands) => {
    world = new World();
    const model = world;
    fc.modelRun(() => ({ model, real: undefined }), commands);
  });
  fc.assert(property, { seed: 1, numRuns: runs });
}

describe("ThreadHost.park() says that nothing can happen exactly when nobody can act", () => {
  test("with calls, callbacks, reads, idle threads, strays, deaths, in several loops", () => {
    explore({ inVain: false, inside: false, time: false, spread: false });
  });

  test("with arguments and results of callbacks that cannot be sent", () => {
    explore({ inVain: true, inside: false, time: false, spread: false });
  });

  test("with runs inside callbacks, in which the thread stands still", () => {
    explore({ inVain: false, inside: true, time: false, spread: false });
  });

  test("with time that passes, and no thread that lives is ended", () => {
    explore({ inVain: false, inside: false, time: true, spread: false });
  });

  test("with all of that together", () => {
    explore({ inVain: true, inside: true, time: true, spread: false });
  });

  test("with calls that are spread over several threads", () => {
    explore({ inVain: false, inside: false, time: false, spread: true });
  });

  test("with calls that are spread over several threads, and all of that together", () => {
    explore({ inVain: true, inside: true, time: true, spread: true });
  }, 60_000);
});
