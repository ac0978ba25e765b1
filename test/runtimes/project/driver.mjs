// Runs one scenario in the runtime that this is run by, and says in one line of JSON how it went.
import { writeSync } from "node:fs";
import process from "node:process";

const [, , group, name, mode, server] = process.argv;
const mark = "@@scenario ";

/** What the process says of itself: one of its own names for it, never what another runtime has for compatibility. */
function runtime() {
  if (globalThis.Deno !== undefined) return { family: "deno", version: globalThis.Deno.version.deno };
  if (globalThis.Bun !== undefined) return { family: "bun", version: globalThis.Bun.version };
  return { family: "node", version: process.versions.node };
}

const world = {
  server,
  pause: (milliseconds) => {
    const end = performance.now() + milliseconds;
    const word = new Int32Array(new SharedArrayBuffer(4));
    while (performance.now() < end) Atomics.wait(word, 0, 0, end - performance.now());
  },
  failure: (body) => {
    let value;
    try {
      value = body();
    } catch (error) {
      return error;
    }
    throw new Error(`nothing was thrown: ${JSON.stringify(value)}`);
  },
};

function where({ family, version }) {
  return [`${family}-${version.split(".")[0]}`, family];
}

let outcome = { ok: true };
try {
  const { scenarios } = await import(`./scenarios/${group}.mjs`);
  const scenario = scenarios.find((one) => one.name === name);
  const key = where(runtime()).find((one) => one in (scenario.differs ?? {}));
  const body = mode === "instead" ? scenario.differs[key].instead : scenario.body;
  scenario.prepare?.();
  await body(await import("miniasync"), world);
} catch (error) {
  outcome = { ok: false, reason: error instanceof Error ? (error.stack ?? String(error)) : String(error) };
}
writeSync(1, `${mark}${JSON.stringify({ ...runtime(), ...outcome, at: Date.now() })}\n`);
