// The permission models of Node and Deno: what is forbidden is an error that says what to permit.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

/** @param {{ node: readonly string[], deno: readonly string[] }} permitted */
const permitting = ({ node, deno }) => ({
  "node-20": ["--experimental-permission", "--allow-fs-read=*", ...node],
  node: ["--permission", "--allow-fs-read=*", ...node],
  // The driver imports these.
  deno: ["run", "--no-prompt", "--allow-read=behaviours,scenario.mjs", ...deno],
});

const thread = permitting({ node: ["--allow-worker"], deno: ["--allow-read=node_modules"] });

const none = "Bun has no permission model.";

/** @type {import("../../scenario.ts").Body} */
const allPermitted = ({ run, coroutine }) => assert.deepEqual(run(coroutine(() => "permitted")()), ["permitted"]);

export const withoutAThread = scenario(
  "permissions: a run without a thread needs none",
  ({ run, sleep }) => {
    assert.deepEqual(run(sleep(1, "slept")), ["slept"]);
  },
  { flags: permitting({ node: [], deno: [] }) },
);

export const threadIsForbidden = scenario(
  "permissions: a thread that is forbidden is an error that names the flag, at once",
  ({ run, coroutine }, { failure }) => {
    const began = performance.now();
    const error = failure(() => run(coroutine(() => 1)()));
    assert(performance.now() - began < 1000);
    assert.equal(error.code, "ERR_ACCESS_DENIED");
    assert.match(error.message, /^Cannot start the thread: .*--allow-(worker|read)/);
  },
  { flags: permitting({ node: [], deno: [] }), differs: { bun: { why: none, instead: allPermitted } } },
);

export const whatAThreadNeeds = scenario(
  "permissions: what a thread needs, which is --allow-worker, or to read its file",
  allPermitted,
  { flags: thread },
);

export const forbiddenInTheThread = scenario(
  "permissions: what is forbidden in the thread is an error of the call",
  ({ run, load }, { failure }) => {
    const error = failure(() => run(load("node:fs/promises").writeFile("forbidden", "")));
    assert(error.code === "ERR_ACCESS_DENIED" || error.name === "NotCapable", String(error));
  },
  { flags: thread, differs: { bun: { why: none, instead: allPermitted } } },
);
