// Modules of --import, which are loaded in each thread before anything else.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

function calledEarly({ run, coroutine }, { remote }) {
  assert.equal(globalThis.calledEarly, "called early");
  assert.deepEqual(run(remote.echo(1), coroutine(() => globalThis.calledEarly)()), [1, "called early"]);
}

const onlyNode = "Deno and Bun load modules of --import in the main thread only.";
const absent = { deno: onlyNode, bun: onlyNode };

export const byAFlag = scenario(
  "a module of --import may call: threads do not start each other without end",
  calledEarly,
  { flags: { node: ["--import", "./fixtures/calls-early.mjs"] }, absent },
);

export const byTheEnvironment = scenario("a module of --import in NODE_OPTIONS may call, too", calledEarly, {
  env: { NODE_OPTIONS: "--import ./fixtures/calls-early.mjs" },
  absent,
});
