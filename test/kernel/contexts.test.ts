import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { describe, expect, test } from "vitest";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import type { Contexts } from "../../src/kernel/host.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { Run } from "../../src/kernel/run-state.ts";
import { hostContexts } from "../../src/platform/node/contexts.ts";
import { call } from "../../src/primitives/call.ts";
import { Condition } from "../../src/primitives/condition.ts";
import { gather } from "../../src/primitives/gather.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { taskGroup } from "../../src/primitives/task-group.ts";
import { timeout } from "../../src/primitives/timeout.ts";
import { loop } from "../../src/run.ts";
import { runAsync } from "../../src/run-async.ts";
import { VirtualClock } from "../../src/testing.ts";
import { Stage } from "../support/stage.ts";

const store = new AsyncLocalStorage<string>();
const user = (): string => store.getStore() ?? "nobody";

function virtually<T>(coroutine: Coroutine<T>): T {
  return loop((l) => l.run(coroutine)[0] as T, { clock: new VirtualClock() });
}

function* telling(delay = 1): Generator<Suspend, string[]> {
  const before = user();
  yield* sleep(delay);
  return [before, user()];
}

describe("a task runs in the context in which it was made", () => {
  test("by spawn(), gather(), a group, a loop, and run()", () => {
    const both = ["B", "B"];
    virtually(
      (function* () {
        expect(yield* store.run("B", () => spawn(telling()))).toEqual(both);
        expect(yield* store.run("B", () => gather([telling(), telling(0)]))).toEqual([both, both]);
        yield* taskGroup(function* (group) {
          const task = store.run("B", () => group.spawn(telling()));
          expect(yield* task).toEqual(both);
        });
        expect(user()).toBe("nobody");
      })(),
    );
    expect(store.run("B", () => virtually(telling()))).toEqual(both);
    loop(
      (l) => {
        const task = store.run("B", () => l.spawn(telling()));
        expect(store.run("C", () => l.run(task, telling()))).toEqual([both, ["C", "C"]]);
      },
      { clock: new VirtualClock() },
    );
  });

  test("and what it enters stays there, whoever advances it", () => {
    function* entering(name: string): Generator<Suspend, string[]> {
      store.enterWith(name);
      return yield* telling();
    }
    const results = virtually(
      (function* () {
        const all = yield* gather([entering("A"), telling(0), entering("B"), telling()]);
        expect(user()).toBe("nobody");
        return all;
      })(),
    );
    expect(results).toEqual([
      ["A", "A"],
      ["nobody", "nobody"],
      ["B", "B"],
      ["nobody", "nobody"],
    ]);
    expect(user()).toBe("nobody");
  });

  test("which yield*, call() and timeout() share with it", () => {
    function* entering(name: string): Generator<Suspend, void> {
      yield* sleep(1);
      store.enterWith(name);
    }
    virtually(
      (function* () {
        yield* entering("plain");
        expect(user()).toBe("plain");
        yield* call(entering("called"));
        expect(user()).toBe("called");
        yield* timeout(100, entering("limited"));
        expect(user()).toBe("limited");
        yield* spawn(entering("of its own"));
        expect(user()).toBe("limited");
      })(),
    );
  });

  test("also when what it yields cannot be waited for, and when it is cancelled", () => {
    function* wrong(): Generator<unknown, string> {
      store.enterWith("wrong");
      try {
        yield "nothing";
      } catch {}
      return user();
    }
    const results = virtually(
      (function* () {
        let cleaned = "";
        const cancelled = spawn(
          (function* () {
            store.enterWith("cancelled");
            try {
              yield* sleep(100);
            } finally {
              cleaned = user();
            }
          })(),
        );
        yield* sleep(1);
        cancelled.cancel();
        return [yield* spawn(wrong() as Generator<Suspend, string>), cleaned];
      })(),
    );
    expect(results).toEqual(["wrong", "cancelled"]);
  });

  test("as does the predicate of a condition", () => {
    virtually(
      (function* () {
        const changed = new Condition();
        const seen: string[] = [];
        const waiter = store.run("waiter", () =>
          spawn(changed.with(() => changed.waitFor(() => seen.push(user()) > 1))),
        );
        yield* sleep(1);
        yield* store.run("notifier", () =>
          spawn(
            changed.with(function* () {
              changed.notifyAll();
            }),
          ),
        );
        yield* waiter;
        expect(seen).toEqual(["waiter", "waiter"]);
      })(),
    );
  });

  test("under runAsync, where each turn comes from somewhere else", async () => {
    const users = ["alice", "bob", "carol"];
    const seen = await Promise.all(
      users.map((name) =>
        store.run(name, () =>
          runAsync(
            (function* () {
              return [...(yield* telling()), ...(yield* gather([telling(), telling(2)])).flat()];
            })(),
          ),
        ),
      ),
    );
    expect(seen).toEqual(users.map((name) => [Array(6).fill(name)]));
    expect(user()).toBe("nobody");
  });
});

/** The hooks of this Node, as another one has them. */
function hooksOf(lazy: boolean): object {
  const hooks = { AsyncResource };
  return Object.defineProperty(
    hooks,
    "AsyncLocalStorage",
    lazy ? { get: () => AsyncLocalStorage } : { value: AsyncLocalStorage },
  );
}

async function contextsOf(process: object): Promise<Contexts | undefined> {
  const { makeContexts } = await import("../../src/platform/node/contexts.ts");
  return makeContexts(process);
}

describe("hostContexts()", () => {
  test("are the same always", () => {
    expect(hostContexts()).toBe(hostContexts());
  });

  test("are none where there is no module of them", async () => {
    expect(await contextsOf({})).toBeUndefined();
  });

  test("are in use from the first where nobody tells", async () => {
    const getBuiltinModule = () => hooksOf(true);
    for (const versions of [{ bun: "1" }, { deno: "2" }, { node: "99" }]) {
      const contexts = await contextsOf({ versions, getBuiltinModule });
      contexts?.look();
      expect(contexts?.inUse).toBe(true);
      const seen: string[] = [];
      contexts?.watch(() => seen.push("watched"));
      expect(contexts?.run(contexts.takeOver(), () => seen)).toEqual(["watched"]);
    }
  });

  test("come into use when Node loads AsyncLocalStorage", async () => {
    const moduleLoadList = ["NativeModule async_hooks"];
    const contexts = await contextsOf({ moduleLoadList, getBuiltinModule: () => hooksOf(true) });
    expect(contexts?.inUse).toBe(false);
    moduleLoadList.push("NativeModule internal/async_local_storage/async_context_frame");
    contexts?.look();
    expect(contexts?.inUse).toBe(true);
  });

  test("are left alone until they come into use, and have what was set by then", () => {
    const contexts = new LateFake();
    const stage = new Stage();
    const l = new Loop(stage, { contexts });
    const results = runIn(l, entering(contexts, "A"), telling(0), telling());
    expect(results).toEqual([
      ["A", "A"],
      ["nobody", "nobody"],
      ["nobody", "nobody"],
    ]);
    expect(contexts.watched).toBe(1);
  });
});

function* entering(contexts: LateFake, name: string): Generator<Suspend, string[]> {
  contexts.inUse = true;
  return yield* store.run(name, () => {
    contexts.first = new AsyncResource("first");
    return telling0(name);
  });
}

function* telling0(name: string): Generator<Suspend, string[]> {
  const before = name;
  yield* sleep(1);
  return [before, user()];
}

/** Comes into use when told to. */
class LateFake implements Contexts {
  inUse = false;
  watched = 0;
  first: AsyncResource | undefined;
  look(): void {}
  watch(body: () => void): void {
    this.watched++;
    body();
  }
  capture(): AsyncResource {
    return new AsyncResource("fake");
  }
  takeOver(): AsyncResource {
    return this.first ?? this.capture();
  }
  run<T>(context: object | undefined, body: () => T): T {
    return context === undefined ? body() : (context as AsyncResource).runInAsyncScope(body);
  }
}

function runIn(l: Loop, ...coroutines: readonly Coroutine<unknown>[]): unknown[] {
  const run = new Run(l, coroutines, () => false);
  l.runUntil(run.finished, () => run.deadlocked());
  return run.results();
}
