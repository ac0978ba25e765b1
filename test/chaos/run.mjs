// `npm run chaos -- --programs 100000 --seed 1`: random programs over all features, against the built package. Each must end in time, with
// the right results, without a warning that nobody expects, and its process promptly. One that does not is made smaller, and shown.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { playInChild } from "./child.mjs";
import { generate, show, smaller } from "./generate.mjs";

/** @typedef {import("./program.ts").Program} Program */

const { values } = parseArgs({
  options: { programs: { type: "string" }, seed: { type: "string" }, faults: { type: "boolean" } },
});
const faults = values.faults === true;
const count = Number(values.programs ?? 1000);
const first = Number(values.seed ?? Date.now() % 1e9);

/** Programs of one process. */
const perChild = 100;
/** How many failures are made smaller, by how many tries each, and when one of these hangs. */
const shownFailures = 5;
const triesToShrink = 60;
const hangMs = 6000;

const began = performance.now();
/** @type {Program[][]} */
const waiting = [];
for (let seed = first; seed < first + count; seed += perChild)
  waiting.push(Array.from({ length: Math.min(perChild, first + count - seed) }, (_, i) => generate(seed + i, faults)));

/** @type {import("./child.mjs").Failure[]} */
const failures = [];
let played = 0;
let told = 0;

await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let programs = waiting.shift(); programs !== undefined; programs = waiting.shift()) {
      // Half of them as on a machine with one core.
      const spins = Math.floor(/** @type {Program} */ (programs[0]).seed / perChild) % 2 === 0;
      const outcome = await playInChild(programs, { spins });
      failures.push(...outcome.failures);
      for (const { program, problems } of outcome.failures) console.error(`! seed ${program.seed}: ${problems[0]}`);
      played += outcome.played;
      if (outcome.played < programs.length) waiting.push(programs.slice(outcome.played));
      if (played - told < 10_000) continue;
      told = played;
      console.log(`${played} programs, ${failures.length} wrong, ${seconds()} s`);
    }
  }),
);

for (const failure of failures.slice(0, shownFailures)) {
  const [alone] = (await playInChild([failure.program], { spins: true, hangMs })).failures;
  const small = alone === undefined ? failure : await shrink(alone);
  console.error(`\n! seed ${failure.program.seed}: ${failure.problems.join("\n  ")}`);
  if (alone === undefined)
    console.error("  alone it goes well: those before it in its process have part in it, or chance");
  console.error(`  small: ${show(small.program)}: ${small.problems.join("\n  ")}`);
  console.error(`  again: npm run chaos -- --programs 1 --seed ${failure.program.seed}${faults ? " --faults" : ""}`);
}
const others = failures.slice(shownFailures).map(({ program }) => program.seed);
if (others.length > 0) console.error(`\nOther seeds: ${others.join(" ")}`);
console.log(`\n${played} programs from seed ${first}: ${failures.length} wrong, in ${seconds()} s`);
process.exitCode = failures.length === 0 && played === count ? 0 : 1;

/** The smallest program that is found to go wrong, too. @param {import("./child.mjs").Failure} failure */
async function shrink(failure) {
  let smallest = failure;
  let tries = triesToShrink;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const program of smaller(smallest.program)) {
      if (tries-- <= 0) return smallest;
      const [found] = (await playInChild([program], { spins: true, hangMs })).failures;
      if (found === undefined) continue;
      smallest = found;
      shrunk = true;
      break;
    }
  }
  return smallest;
}

function seconds() {
  return Math.round((performance.now() - began) / 1000);
}
