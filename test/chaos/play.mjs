// Plays programs, one after the other, and says of each how it went, in a line of JSON. They come as JSON in the first argument.
import { readFileSync, writeSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import * as miniasync from "miniasync";
import { allOf, operationOf, outcomeOf } from "./operations.mjs";
import { longGrace } from "./outcomes.mjs";
import { makeRemote } from "./remote.mjs";

/** In how many milliseconds the slowest may end, on a machine that does much else. */
const boundMs = 12_000;

/** @type {string[]} */
let warnings = [];
process.removeAllListeners("warning");
process.on("warning", ({ name, message }) => warnings.push(`${name}: ${message}`));

const remote = makeRemote(miniasync);
const path = /** @type {import("./program.ts").Stage["path"]} */ (miniasync.load("node:path"));

/** @param {import("./program.ts").Program} program @returns {Promise<readonly string[]>} what is wrong */
async function playProgram({ mode, listed, roots }) {
  /** @type {string[]} */
  const problems = [];
  const stage = {
    miniasync,
    remote,
    path,
    open: 0,
    hurried: false,
    /** @param {string} what */
    wrong: (what) => problems.push(what),
    /** @param {import("./program.ts").Node} node */
    play: (node) => (node.children.length === 0 ? operationOf(node).play(node, stage) : later(node)),
  };
  /** Many primitives make their tasks when they are called, so it must be in the run that they are for. @param {import("./program.ts").Node} node */
  function* later(node) {
    return yield* operationOf(node).play(node, stage);
  }
  const coroutines = roots.map(stage.play);
  const options = listed ? { ...longGrace, returnExceptions: [Error] } : longGrace;
  /** @returns {Promise<readonly unknown[]>} */
  const results = async () => {
    if (mode === "runAsync") return miniasync.runAsync(...coroutines, options);
    if (mode === "loop") return miniasync.loop((own) => own.run(...coroutines, options));
    return miniasync.run(...coroutines, options);
  };

  const expected = roots.map(outcomeOf);
  const failing = expected.flatMap((one) => ("error" in one ? one.error : []));
  const began = performance.now();
  try {
    const ended = await results();
    if (!listed && failing.length > 0) problems.push(`it did not fail with ${failing.join(" or ")}`);
    for (const [i, one] of expected.entries()) {
      const result = ended[i];
      const right =
        "error" in one
          ? !listed || (result instanceof Error && result.name === one.error)
          : isDeepStrictEqual(result, one.value);
      if (!right) problems.push(`root ${i} gave ${told(result)}, and not ${told(one)}`);
    }
  } catch (error) {
    const name = /** @type {Error} */ (error)?.name;
    if (listed || !failing.includes(name))
      problems.push(`it failed with ${told(error)}, and not ${failing.join(" or ")}`);
  }
  if (stage.hurried) problems.length = 0;
  const ms = performance.now() - began;
  if (ms > boundMs) problems.push(`it took ${Math.round(ms)} ms`);
  if (stage.open !== 0) problems.push(`${stage.open} coroutines have not finished their finally`);
  // Warnings come in the next turns of the event loop.
  for (let i = 0; i < 3; i++) await new Promise(setImmediate);
  const allowed = roots.flatMap(allOf).flatMap((node) => operationOf(node).warns ?? []);
  problems.push(...warnings.filter((warning) => !allowed.some((pattern) => pattern.test(warning))));
  warnings = [];
  return problems;
}

/** @param {unknown} value */
function told(value) {
  if (value instanceof Error) return `${value.stack}`;
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part))?.slice(0, 300);
}

const programs = JSON.parse(readFileSync(/** @type {string} */ (process.argv[2]), "utf8"));
for (const program of programs) {
  const problems = await playProgram(program);
  writeSync(1, `${JSON.stringify({ seed: program.seed, problems })}\n`);
}
writeSync(1, `${JSON.stringify({ ended: Date.now() })}\n`);
