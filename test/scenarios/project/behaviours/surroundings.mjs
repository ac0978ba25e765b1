// What others do to the globals of a program changes no result.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

/** What each kind of call gives: all that is to be the same in any surroundings. */
async function results({ run, runAsync, coroutine, load, iterate, sleep, loop }, { remote, attempt }, iterates = true) {
  const ending = ({ value, error }) => (error === undefined ? value : [error.name, error.message, error.code]);
  const failing = coroutine(async () => {
    throw Object.assign(new RangeError("boom"), { code: "E_BOOM" });
  });
  const calls = coroutine(async (plain, generator) => [plain(1), await generator({ two: [2] })]);
  const items = coroutine(async () =>
    (async function* () {
      yield* [1, { two: 2 }];
    })(),
  );
  const { URL: RemoteUrl } = load("node:url");
  const values = [1, "two", [3], { four: 4 }, new Map([[5, new Set([6])]]), new Date(7), new Uint8Array([8])];
  return {
    values: run(...values.map((value) => remote.echo(value)), remote.later(1, "late")),
    failed: ending(attempt(() => run(failing()))),
    listed: run(failing(), { returnExceptions: [Error] })[0].message,
    calls: run(
      calls(
        (value) => value,
        function* (value) {
          yield* sleep(1);
          return yield* remote.echo(value);
        },
      ),
    ),
    items: iterates ? [...iterate(items())] : [],
    made: run(new RemoteUrl("http://host/path"))[0].pathname,
    late: ending(attempt(() => run(remote.later(60_000), { timeout: 10, strays: "terminate" }))),
    never: ending(attempt(() => run(remote.never())))[0],
    unclonable: ending(attempt(() => run(remote.echo({ deep: [Promise.resolve()] })))).at(-1),
    async: await runAsync(remote.echo("async"), sleep(1, "slept")),
    rejected: await runAsync(failing()).catch((error) => ending({ error })),
    own: loop((own) => own.run(remote.echo("own"))),
  };
}

/** No result is another after `change`, here or in the thread. It gives what undoes it. */
const same = (title, change) =>
  ["caller", "thread"].map((side) =>
    scenario(`${title}: no result is another (in the ${side})`, async (miniasync, world) => {
      const before = await results(miniasync, world);
      const inThread = miniasync.coroutine(change);
      const undo = side === "caller" ? change() : miniasync.run(inThread())[0];
      const after = await results(miniasync, world);
      if (side === "caller") undo();
      assert.deepEqual(after, before);
    }),
  );

export const stacksThatAreNoText = same("Error.prepareStackTrace that gives no text", () => {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_, frames) => frames;
  return () => {
    Error.prepareStackTrace = prepareStackTrace;
  };
});

export const patchedPromise = same("Promise replaced by another class, and its methods by others", () => {
  const { Promise: Own } = globalThis;
  const { then } = Own.prototype;
  globalThis.Promise = class Patched extends Own {};
  // biome-ignore lint/suspicious/noThenProperty: as libraries patch it
  Own.prototype.then = function (...args) {
    return Reflect.apply(then, this, args);
  };
  return () => {
    globalThis.Promise = Own;
  };
});

export const pollutedPrototype = same("Object.prototype with properties of others", () => {
  const names = ["extend", "contains", "clone", "extra", "symbols", "owner"];
  for (const name of names) Object.prototype[name] = () => name;
  Object.prototype.version = "1";
  return () => {
    for (const name of [...names, "version"]) delete Object.prototype[name];
  };
});

export const frozenIntrinsics = scenario(
  "frozen intrinsics: no result is another",
  async (miniasync, world) => {
    // Node 26 turns methods of generators into accessors when it freezes them.
    const { values, failed, calls, made, late, never, own } = await results(miniasync, world, false);
    assert.deepEqual(values.slice(0, 4), [1, "two", [3], { four: 4 }]);
    assert.deepEqual(failed, ["RangeError", "boom", "E_BOOM"]);
    assert.deepEqual(calls, [[1, { two: [2] }]]);
    assert.deepEqual([made, own], ["/path", ["own"]]);
    assert.deepEqual([late[0], never], ["TimeoutError", "DeadlockError"]);
  },
  {
    flags: { node: ["--frozen-intrinsics"] },
    absent: { deno: "Only Node freezes what the language has.", bun: "Only Node freezes what the language has." },
  },
);

/** Frozen before the package is imported, or when it has been used. */
const frozen = (when, options, freeze) =>
  scenario(
    `Object.freeze(globalThis) ${when}: short and long waits work`,
    ({ run, sleep }, { remote }) => {
      assert.deepEqual(run(sleep(100, "slept")), ["slept"]);
      freeze();
      assert.deepEqual(run(sleep(100, "slept"), remote.later(60, "called")), ["slept", "called"]);
    },
    { absent: { deno: "Deno itself adds to its global object, and ends with an error when it cannot." }, ...options },
  );

export const frozenGlobals = [
  frozen("before the import", { prepare: () => void Object.freeze(globalThis) }, () => {}),
  frozen("after a run", {}, () => Object.freeze(globalThis)),
];
