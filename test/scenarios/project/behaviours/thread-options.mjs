// What a thread is started with.
import assert from "node:assert/strict";
import process from "node:process";
import { scenario } from "../scenario.mjs";

const condition = (coroutine) => coroutine(async () => (await import("conditional-package")).condition);
const thread = { execArgv: ["--conditions=special"] };

const noFlags = {
  why: "A thread of Deno or Bun takes no flags of its own: `execArgv` is ignored.",
  /** @type {import("../../scenario.ts").Body} */
  instead({ loop, coroutine }) {
    assert.deepEqual(
      loop((own) => own.run(condition(coroutine)()), { thread }),
      ["default"],
    );
  },
};

export const environment = scenario(
  "the environment is shared; with thread.env it is a copy",
  ({ loop, run, coroutine }) => {
    const read = coroutine(() => process.env.MINIASYNC_TEST);
    process.env.MINIASYNC_TEST = "changed";
    assert.deepEqual(run(read()), ["changed"]);
    assert.deepEqual(
      loop((own) => own.run(read()), { thread: { env: { MINIASYNC_TEST: "own" } } }),
      ["own"],
    );
    assert.equal(process.env.MINIASYNC_TEST, "changed");
  },
  { env: { MINIASYNC_TEST: "outside" } },
);

export const execArgv = scenario(
  "thread.execArgv: flags of the thread",
  ({ loop, coroutine }) => {
    assert.deepEqual(
      loop((own) => own.run(condition(coroutine)()), { thread }),
      ["special"],
    );
  },
  { differs: { deno: noFlags, bun: noFlags } },
);

export const imports = scenario("thread.imports: loaded before anything else", ({ loop, coroutine }) => {
  const thread = { imports: ["esm-package", new URL("../fixtures/sets-global.mjs", import.meta.url)] };
  assert.deepEqual(
    loop((own) => own.run(coroutine(() => globalThis.wasSet)()), { thread }),
    ["set"],
  );
});
