// Runs one scenario in the runtime that this is run by, and says in one line of JSON how it went.
import { writeSync } from "node:fs";
import process from "node:process";
import { familyAndVersion, makeWorld } from "./world.mjs";

const [, , file, title, mode, server] = process.argv;
const runtime = familyAndVersion();
const recorded = [];
/** Ours, also when a scenario replaces it. */
const now = Date.now;

function say(outcome) {
  const line = JSON.stringify({ ...runtime, ...outcome, recorded, at: now() });
  writeSync(1, `@@scenario ${line}\n`);
}

let said = false;
let outcome = { ok: true };
try {
  const all = Object.values(await import(`./behaviours/${file}.mjs`)).flat();
  const scenario = all.find((one) => one.title === title);
  const keys = [`${runtime.family}-${runtime.version.split(".")[0]}`, runtime.family];
  const key = keys.find((one) => one in (scenario.differs ?? {}));
  const body = mode === "instead" ? scenario.differs[key].instead : scenario.body;
  await scenario.prepare?.();
  const miniasync = await import("miniasync");
  const holds = () => {
    said = true;
    say({ ok: true });
  };
  await body(miniasync, makeWorld(miniasync, { server, holds, record: (row) => recorded.push(row) }));
} catch (error) {
  outcome = { ok: false, reason: error instanceof Error ? (error.stack ?? String(error)) : String(error) };
}
if (!said) say(outcome);
