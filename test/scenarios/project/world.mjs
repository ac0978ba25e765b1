// What scenarios are given besides the package.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Ours, also when a scenario replaces them. */
const now = performance.now.bind(performance);

/** In how many milliseconds a wait must end that can end at once. What hangs is killed after many more. */
const soon = 3000;

/** In how many a run must end whose cleanup does not: the usual cleanupGrace twice, and time for a runtime whose thread keeps a processor busy. */
const graceIsOver = 15_000;

/** What the process says of itself: one of its own names for it, never what another runtime has for compatibility. */
export function familyAndVersion() {
  if (globalThis.Deno !== undefined) return { family: "deno", version: globalThis.Deno.version.deno };
  if (globalThis.Bun !== undefined) return { family: "bun", version: globalThis.Bun.version };
  return { family: "node", version: process.versions.node };
}

/** @returns {import("../scenario.ts").World} */
export function makeWorld({ run, coroutine, TimeoutError }, { server, holds, record }) {
  const remote = {
    echo: coroutine(async (value) => value),
    later: coroutine((milliseconds, value) => new Promise((resolve) => setTimeout(resolve, milliseconds, value))),
    never: coroutine(() => new Promise(() => {})),
    spin: coroutine(() => {
      for (;;);
    }),
  };

  function attempt(body) {
    const began = now();
    const ended = (how) => ({ ...how, ms: now() - began });
    try {
      const value = body();
      if (!(value instanceof Promise)) return ended({ value });
      return value.then(
        (value) => ended({ value }),
        (error) => ended({ error }),
      );
    } catch (error) {
      return ended({ error });
    }
  }

  function mustHaveFailed(attempted) {
    if ("value" in attempted) throw new Error(`nothing was thrown: ${JSON.stringify(attempted.value)}`);
    return attempted.error;
  }

  return {
    server,
    remote,
    holds,
    attempt,
    file(name) {
      const folder = fileURLToPath(new URL(`files/${process.pid}/`, import.meta.url));
      mkdirSync(folder, { recursive: true });
      return folder + name;
    },
    pause(milliseconds) {
      const end = now() + milliseconds;
      const word = new Int32Array(new SharedArrayBuffer(4));
      while (now() < end) Atomics.wait(word, 0, 0, end - now());
    },
    isTimeout({ error, ms }) {
      assert(error instanceof TimeoutError, String(error));
      assert(ms < graceIsOver, `it took ${Math.round(ms)} ms`);
      assert.deepEqual(run(remote.echo("next")), ["next"]);
      return error;
    },
    failure: (body) => mustHaveFailed(attempt(body)),
    failsSoon(body) {
      const attempted = attempt(body);
      const error = mustHaveFailed(attempted);
      record({ gives: error?.name ?? typeof error, ms: Math.round(attempted.ms) });
      assert(attempted.ms < soon, `it took ${Math.round(attempted.ms)} ms`);
      assert.deepEqual(run(remote.echo("next")), ["next"]);
      return error;
    },
  };
}
