// Runs contestants in turn, round by round, so that what else the machine does hits all of them alike, and tells how they compare
// with the first of each round.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => unknown} run once; awaited
 *
 * @typedef {object} Question
 * @property {string} title
 * @property {string} unit what one operation is
 * @property {number} operations in one run
 * @property {readonly Contestant[]} contestants the first is the one that the others are compared with
 * @property {number} [target] the most that miniasync may take, as a ratio
 * @property {"time" | "cpu"} [measure]
 * @property {number} [rounds]
 *
 * @typedef {{ name: string, each: number, ratio: number, rounds: readonly number[] }} Row
 */

/** @param {readonly number[]} numbers an odd number of them */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return /** @type {number} */ (sorted[sorted.length >> 1]);
}

/** @param {Question} question */
export async function answer({ title, unit, operations, contestants, target, measure = "time", rounds = 9 }) {
  /** @type {number[][]} */
  const taken = contestants.map(() => []);
  for (let round = -4; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (turn + round + 4) % contestants.length;
      const nanoseconds = await measured(measure, /** @type {Contestant} */ (contestants[index]).run);
      if (round >= 0) /** @type {number[]} */ (taken[index]).push(nanoseconds / operations);
    }
  }
  const base = /** @type {number[]} */ (taken[0]);
  /** @type {Row[]} */
  const rows = contestants.map(({ name }, index) => {
    const own = /** @type {number[]} */ (taken[index]);
    const ratio = median(own.map((value, round) => value / Number(base[round])));
    return { name, each: median(own), ratio, rounds: own.map(Math.round) };
  });
  report({ title, unit: `ns of ${measure} per ${unit}`, target, rows });
}

/**
 * @param {"time" | "cpu"} measure
 * @param {() => unknown} run
 */
async function measured(measure, run) {
  if (measure === "cpu") {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) * 1000;
  }
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start);
}

/** @param {{ title: string, unit: string, target?: number | undefined, rows: readonly Row[] }} result */
export function report({ title, unit, target, rows }) {
  const goal = target === undefined ? "" : `, target <= ${target}`;
  console.log(`\n${title} (${unit}${goal})`);
  for (const { name, each, ratio } of rows) {
    console.log(`  ${name.padEnd(26)}${each.toFixed(0).padStart(8)}  ${ratio.toFixed(2)}x`);
  }
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL("kernel.json", folder);
  /** @type {Record<string, unknown>} */
  let results = {};
  try {
    results = JSON.parse(readFileSync(file, "utf8"));
  } catch {}
  results[title] = { node: process.version, unit, target, rows };
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
}
