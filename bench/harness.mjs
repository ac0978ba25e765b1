// Measures contestants in turn, round by round, so that whatever else the machine does hits all of them alike; keeps the figure of
// every round as JSON, and prints medians and ratios.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release } from "node:os";

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {"ours" | "peer" | "floor"} kind
 * @property {() => number | Promise<number>} measure one round: the figure, in the unit of its case
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {string} unit
 * @property {number} [rounds] 21 by default
 * @property {number} [warmups] rounds that are not kept; 2 by default
 * @property {number} [patience] how long to wait in all for a quiet machine, in milliseconds
 * @property {boolean} [processes] they start some, whose work nobody can tell from that of others: all rounds count
 * @property {readonly number[]} [others] how many cores others kept busy in each round, where the figures are given
 * @property {boolean} [ofMedians] compare medians: its rounds are no pairs
 * @property {readonly Contestant[]} contestants
 *
 * @typedef {{ name: string, kind: "ours" | "peer" | "floor", median: number, min: number, rounds: readonly number[] }} Row
 * @typedef {{ name: string, unit: string, load: readonly [number, number], others: readonly number[], rows: readonly Row[], failed: Readonly<Record<string, string>>, ofMedians?: boolean }} Answer
 * @typedef {{ question: string, title: string, variant: string, date: string, node: string, machine: object, cases: readonly Answer[] }} Report
 */

/** How this process was started: "" for as usual, "one-core", "spin-off", "beside-work". The runner says so. */
export const variant = process.env.BENCH_VARIANT ?? "";

/** Whether this process has priority over others: then there is no quiet to wait for. */
const first = process.env.BENCH_FIRST === "1";

/** Where reports are kept: figures of different versions of Node are no figures of the same thing. */
export const results = new URL(`results/node-${process.versions.node.split(".")[0]}/`, import.meta.url);

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = /** @type {number} */ (sorted[middle]);
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/**
 * How many microseconds half of the calls take at most.
 * @param {(index: number) => unknown} call
 * @param {number} times
 * @param {number} [pause] between two calls, in milliseconds, in which this thread computes
 */
export function p50(call, times, pause = 0) {
  const taken = new Float64Array(times);
  for (let i = 0; i < times; i++) {
    if (pause > 0) busy(pause);
    const start = performance.now();
    call(i);
    taken[i] = performance.now() - start;
  }
  return /** @type {number} */ (taken.sort()[times >> 1]) * 1000;
}

/** @param {number} milliseconds */
export function busy(milliseconds) {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

/**
 * How many milliseconds it takes.
 * @param {() => unknown} body awaited
 */
export async function milliseconds(body) {
  const start = performance.now();
  const result = body();
  // An await would let other things run: only what is asynchronous has to pay for it.
  if (result instanceof Promise) await result;
  return performance.now() - start;
}

/**
 * Measure in a callback of the event loop: an await above makes some peers hang.
 * @param {() => number} body
 * @returns {Promise<number>}
 */
export function outsidePromises(body) {
  return new Promise((resolve) => setImmediate(() => resolve(body())));
}

/** How much all cores have worked so far, in core-milliseconds; undefined where Linux does not say. */
function worked() {
  try {
    const [user, nice, system, , , interrupts, soft, stolen] = readFileSync("/proc/stat", "utf8")
      .split(/\s+/, 9)
      .slice(1)
      .map(Number);
    return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + (interrupts ?? 0) + (soft ?? 0) + (stolen ?? 0)) * 10;
  } catch {
    return undefined;
  }
}

/** Begin to watch the machine. @returns how many cores others have kept busy since; told how long processes of its own have worked. */
export function watch() {
  const start = performance.now();
  const before = worked();
  const own = process.cpuUsage();
  return (/** @type {number} */ children = 0) => {
    const after = worked();
    if (before === undefined || after === undefined) return 0;
    const { user, system } = process.cpuUsage(own);
    return Math.max(0, (after - before - (user + system) / 1000 - children) / (performance.now() - start));
  };
}

/** Others may keep so much of a core busy. */
const quiet = 0.3;

/** Wait until the others leave this process two cores, or most of `patience` milliseconds are over. @returns what is left of it. */
export async function waitForQuiet(/** @type {number} */ patience) {
  for (let left = patience; left > 0; left -= 60) {
    const others = watch();
    await new Promise((resolve) => setTimeout(resolve, 60));
    if (others() < quiet) return left;
  }
  return 0;
}

const digits = (/** @type {number} */ value) => Number(value.toPrecision(4));

/** Figures that have been taken, one a round. @param {string} name @param {Contestant["kind"]} kind @param {readonly number[]} figures @returns {Contestant} */
export function given(name, kind, figures) {
  const left = figures.values();
  return { name, kind, measure: () => left.next().value ?? Number.NaN };
}

/** @param {Case} what @returns {Promise<Answer>} */
export async function measure({
  name,
  unit,
  rounds: wanted = 21,
  warmups = 2,
  patience = 4000,
  processes = false,
  others: known,
  ofMedians = false,
  contestants,
}) {
  const before = load();
  /** @type {number[][]} */
  const taken = contestants.map(() => []);
  /** @type {Record<string, string>} */
  const failed = {};
  /** @type {number[]} */
  const others = known === undefined ? [] : [...known];
  let left = first ? 0 : patience;
  for (let round = -warmups; round < wanted; round++) {
    left = await waitForQuiet(left);
    const watched = watch();
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (turn + Math.max(round, 0)) % contestants.length;
      // No gc() here: it makes V8 throw away the code of whoever was not at work since the last few.
      const contestant = /** @type {Contestant} */ (contestants[index]);
      if (contestant.name in failed) continue;
      try {
        const figure = await contestant.measure();
        if (round >= 0) taken[index]?.push(digits(figure));
      } catch (error) {
        // A peer that gives no result, or a wrong one, is out of this case. Everything else is a fault of the bench.
        if (contestant.kind !== "peer") throw error;
        failed[contestant.name] = String(error);
      }
    }
    if (round >= 0 && !processes && known === undefined) others.push(digits(watched()));
  }
  const kept = quietRounds(others, wanted);
  const rows = contestants.flatMap(({ name, kind }, index) => {
    if (name in failed) return [];
    const rounds = /** @type {number[]} */ (taken[index]);
    return {
      name,
      kind,
      median: digits(median(kept.map((round) => /** @type {number} */ (rounds[round])))),
      min: Math.min(...rounds),
      rounds,
    };
  });
  return { name, unit, load: [before, load()], others, rows, failed, ...(ofMedians && { ofMedians }) };
}

/**
 * Medians are of the rounds in which the machine was quiet, of its quietest half where it never was, and of all where nobody knows.
 * @param {readonly number[]} others
 * @param {number} rounds
 */
function quietRounds(others, rounds) {
  if (others.length === 0) return Array.from({ length: rounds }, (_, round) => round);
  const order = others
    .map((_, round) => round)
    .sort((a, b) => /** @type {number} */ (others[a]) - /** @type {number} */ (others[b]));
  const calm = order.filter((round) => /** @type {number} */ (others[round]) < quiet);
  return calm.length > others.length / 2 ? calm : order.slice(0, Math.ceil(others.length / 2));
}

/** The load of the machine over the last minute. */
function load() {
  return digits(loadavg()[0] ?? 0);
}

/**
 * Answers a question: measures its cases, prints them, and keeps the report.
 * @param {{ name: string, title: string, cases: readonly Case[] }} question
 */
export async function answer({ name, title, cases }) {
  /** @type {Answer[]} */
  const answers = [];
  print(title + (variant === "" ? "" : ` (${variant})`));
  for (const what of cases) {
    const answered = await measure(what);
    answers.push(answered);
    show(answered);
  }
  /** @type {Report} */
  const report = {
    question: name,
    title,
    variant,
    date: new Date().toISOString(),
    node: process.version,
    machine: machine(),
    cases: answers,
  };
  mkdirSync(results, { recursive: true });
  writeFileSync(
    new URL(fileName(name, variant), results),
    `${JSON.stringify(report, undefined, 1).replace(/(?<=[\d[,])\n +(?=[\d\]])/g, " ")}\n`,
  );
}

/** @param {string} question @param {string} variant */
export function fileName(question, variant) {
  return `${question}${variant === "" ? "" : `.${variant}`}.json`;
}

function machine() {
  const [first] = cpus();
  return {
    cpu: first?.model ?? "unknown",
    cores: availableParallelism(),
    system: `${process.platform} ${release()}`,
    arch: process.arch,
  };
}

/** @param {Answer} answered @param {Row} ours @param {Row} row */
function comparison(answered, ours, row) {
  if (!answered.ofMedians) return ratio(answered, ours, row).toFixed(2);
  const [is, low, high] = ratioOfMedians(answered, ours, row);
  return `${is.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/** @param {Answer} answered */
function show(answered) {
  const { name, unit, load, others, rows, failed } = answered;
  const ours = rows.find(({ kind }) => kind === "ours");
  print(
    `\n  ${name} (${unit}; load ${load[0]}${others.length === 0 ? "" : `; others keep ${median(others)} cores busy`})`,
  );
  for (const row of rows) {
    const times = ours === undefined || row === ours ? "" : `we take ${comparison(answered, ours, row)} of it`;
    print(
      `    ${row.name.padEnd(36)} ${String(row.median).padStart(9)}   min ${String(row.min).padStart(9)}   ${times}`,
    );
  }
  for (const [peer, error] of Object.entries(failed)) print(`    ${peer.padEnd(36)} failed: ${error}`);
}

/**
 * How many times as much as `row` `ours` is: the median over the quiet rounds, for each round compares like with like.
 * @param {Answer} answered
 * @param {Row} ours
 * @param {Row} row
 */
export function ratio(answered, ours, row) {
  return median(ratios(answered, ours, row));
}

/**
 * What that median is between in nineteen of twenty such measurements (by the ranks of the rounds, whatever their distribution).
 * @param {Answer} answered
 * @param {Row} ours
 * @param {Row} row
 * @returns {readonly [low: number, high: number]}
 */
export function interval(answered, ours, row) {
  const sorted = ratios(answered, ours, row).sort((a, b) => a - b);
  const outside = Math.max(0, Math.floor((sorted.length - 1.96 * Math.sqrt(sorted.length)) / 2));
  const [low = 0] = sorted.slice(outside);
  const high = sorted.at(-1 - outside) ?? 0;
  return [low, high];
}

/**
 * How many times as much as `row` `ours` is, where a round is no pair, for each figure is that of a process: the ratio of the medians,
 * and what it is between in nineteen of twenty such measurements (by drawing rounds again and again).
 * @param {Answer} answered
 * @param {Row} ours
 * @param {Row} row
 * @returns {readonly [ratio: number, low: number, high: number]}
 */
export function ratioOfMedians({ others }, ours, row) {
  const kept = quietRounds(others, ours.rounds.length);
  const draws = 2000;
  let seed = 1;
  // Always the same draws: the same figures give the same interval.
  const draw = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return kept[Math.floor((seed / 2 ** 32) * kept.length)];
  };
  const at = (/** @type {Row} */ { rounds }, /** @type {readonly (number | undefined)[]} */ which) =>
    median(which.map((round) => /** @type {number} */ (rounds[/** @type {number} */ (round)])));
  const drawn = Array.from({ length: draws }, () => at(ours, kept.map(draw)) / at(row, kept.map(draw))).sort(
    (a, b) => a - b,
  );
  return [
    at(ours, kept) / at(row, kept),
    /** @type {number} */ (drawn[Math.floor(draws * 0.025)]),
    /** @type {number} */ (drawn[Math.ceil(draws * 0.975) - 1]),
  ];
}

/** @param {Answer} answered @param {Row} ours @param {Row} row */
function ratios({ others }, ours, row) {
  return quietRounds(others, ours.rounds.length).map(
    (round) => /** @type {number} */ (ours.rounds[round]) / /** @type {number} */ (row.rounds[round]),
  );
}

/** @param {string} text */
export function print(text) {
  console.log(text);
}
