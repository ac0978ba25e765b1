// The permission models of Node and Deno: what is forbidden is an error that says what to permit.
import assert from "node:assert/strict";

/** @param {{ node: readonly string[], deno: readonly string[] }} permitted */
const permitting = ({ node, deno }) => ({
  "node-20": ["--experimental-permission", "--allow-fs-read=*", ...node],
  node: ["--permission", "--allow-fs-read=*", ...node],
  // The driver reads the scenarios.
  deno: ["run", "--no-prompt", "--allow-read=scenarios", ...deno],
});

const thread = permitting({ node: ["--allow-worker"], deno: ["--allow-read=node_modules"] });

const none = "Bun has no permission model.";

/** @type {import("../../scenario.ts").Scenario["body"]} */
const allPermitted = ({ run, coroutine }) => assert.deepEqual(run(coroutine(() => "permitted")()), ["permitted"]);

/** @type {readonly import("../../scenario.ts").Scenario[]} */
export const scenarios = [
  {
    name: "permissions: a run without a thread needs none",
    flags: permitting({ node: [], deno: [] }),
    body({ run, sleep }) {
      assert.deepEqual(run(sleep(1, "slept")), ["slept"]);
    },
  },
  {
    name: "permissions: a thread that is forbidden is an error that names the flag, at once",
    flags: permitting({ node: [], deno: [] }),
    body({ run, coroutine }, { failure }) {
      const began = performance.now();
      const error = failure(() => run(coroutine(() => 1)()));
      assert(performance.now() - began < 1000);
      assert.equal(error.code, "ERR_ACCESS_DENIED");
      assert.match(error.message, /^Cannot start the thread: .*--allow-(worker|read)/);
    },
    differs: { bun: { why: none, instead: allPermitted } },
  },
  {
    name: "permissions: what a thread needs, which is --allow-worker, or to read its file",
    flags: thread,
    body: allPermitted,
  },
  {
    name: "permissions: what is forbidden in the thread is an error of the call",
    flags: thread,
    body({ run, load }, { failure }) {
      const error = failure(() => run(load("node:fs/promises").writeFile("forbidden", "")));
      assert(error.code === "ERR_ACCESS_DENIED" || error.name === "NotCapable", String(error));
    },
    differs: { bun: { why: none, instead: allPermitted } },
  },
];
