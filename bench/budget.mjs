// What miniasync has to reach, in each row against what was measured in the same run, and whether it does.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fileName, interval, ratio, ratioOfMedians, results } from "./harness.mjs";

/**
 * @typedef {import("./harness.mjs").Answer} Answer
 * @typedef {import("./harness.mjs").Row} Row
 *
 * @typedef {object} Goal
 * @property {string} what
 * @property {string} question
 * @property {string} [variant]
 * @property {string} case
 * @property {string} [ours] the row that is judged: "miniasync" by default
 * @property {number} [most] as a figure
 * @property {readonly [times: number, rival: string]} [atMost] as a multiple of a row, or of "the best peer"
 * @property {readonly string[]} [floors] rows that no implementation can be faster than, if it does what they do; the fastest counts
 */

/** Below this many times its floor, whatever else could be saved would hardly be seen. */
const atFloor = 1.15;

/** Of a call alone, which goes past the loop. */
const directFloors = ["prototype, asleep", "prototype, spinning"];

/** @type {readonly Goal[]} */
const goals = [
  {
    what: "small call, back to back",
    question: "small-call",
    case: "back to back",
    atMost: [0.3, "the best peer"],
    floors: directFloors,
  },
  ...["pauses of 20 us", "pauses of 200 us", "pauses of 2000 us"].map((name) => ({
    what: `small call, ${name}`,
    question: "small-call",
    case: name,
    atMost: /** @type {const} */ ([1.1, "the best peer"]),
    floors: directFloors,
  })),
  {
    what: "small call, on one core",
    question: "small-call",
    variant: "one-core",
    case: "back to back",
    atMost: [1.2, "the best peer"],
    floors: directFloors,
  },
  {
    what: "a call of 5 us, on one core",
    question: "small-call",
    variant: "one-core",
    case: "a function that takes 5 us",
    atMost: [1.1, "the best peer"],
    floors: directFloors,
  },
  {
    what: "1,000 calls in one run, each",
    question: "many-calls",
    case: "1,000 calls",
    most: 1.2,
    floors: ["the same, in a run"],
  },
  {
    what: "1,000 calls in one run, each",
    question: "many-calls",
    case: "1,000 calls",
    atMost: [1 / 40, "the best peer"],
    floors: ["the same, in a run"],
  },
  {
    what: "10,000 calls that wait 50 ms",
    question: "waiting-calls",
    case: "10,000 calls",
    atMost: [1.2, "await in the thread itself"],
    floors: ["the same, in a run"],
  },
  {
    what: "10 KB object back",
    question: "values",
    case: "10 KB object",
    atMost: [1.05, "the best peer"],
    floors: ["in a run"],
  },
  { what: "100 MB back, a file", question: "values", case: "100 MB, a file", atMost: [1.3, "bare transfer"] },
  { what: "100 MB back, transfer()", question: "values", case: "100 MB, made", atMost: [1.3, "bare transfer"] },
  {
    what: "100 MB back, transfer()",
    question: "values",
    case: "100 MB, made",
    atMost: [0.1, "the best peer"],
    floors: ["bare transfer"],
  },
  {
    what: "first result, from import on",
    question: "first-result",
    case: "first result",
    atMost: [1.15, "bare worker"],
    floors: ["the same, with its definitions"],
  },
  {
    what: "first result, from import on",
    question: "first-result",
    case: "first result",
    atMost: [0.5, "synckit"],
    floors: ["the same, with its definitions"],
  },
  {
    what: "import alone, above an empty module",
    question: "first-result",
    case: "import",
    ours: "miniasync, above an empty module",
    most: 5,
    floors: ["its definitions, above an empty module"],
  },
  {
    what: "idle thread",
    question: "cpu",
    case: "idle",
    ours: "miniasync, thread idle",
    most: 0.2,
    floors: ["node alone"],
  },
  {
    what: "caller blocked",
    question: "cpu",
    case: "blocked",
    ours: "miniasync, caller blocked",
    most: 0.2,
    floors: ["node alone"],
  },
  {
    what: "the spin, with a call every 10 ms",
    question: "cpu",
    case: "a call every 10 ms",
    ours: "the spin",
    most: 1,
  },
  { what: "a handle's method", question: "handles", case: "a method", atMost: [1.5, "small call"] },
  { what: "a callback's round trip", question: "handles", case: "a callback", atMost: [1.5, "small call"] },
  {
    what: "iterate, an item",
    question: "iterate",
    case: "100,000 items",
    most: 2,
    floors: ["batches, in a run"],
  },
  .../** @type {const} */ ([
    [100, 1],
    [1000, 0.8],
    [10_000, 0.5],
  ]).map(([count, times]) => ({
    what: `first ${count.toLocaleString("en")} calls of a process`,
    question: "cold",
    case: `first ${count.toLocaleString("en")} calls`,
    atMost: /** @type {const} */ ([times, "the best peer"]),
    floors: ["prototype, spinning", "prototype, asleep"],
  })),
  {
    what: "processor time of 1,000 calls",
    question: "cold",
    case: "processor time of a process until its 1,000th call",
    atMost: [1.2, "make-synchronized"],
    floors: ["prototype, spinning", "prototype, asleep"],
  },
  {
    what: "a call while twelve others never settle",
    question: "abandoned",
    case: "twelve that wait for nothing",
    atMost: [1.1, "without them"],
    floors: ["twelve that settled late"],
  },
  {
    what: "the same, and each waits for a timer",
    question: "abandoned",
    case: "twelve that wait for a timer",
    atMost: [1.1, "without them"],
    floors: ["twelve that settled late"],
  },
  {
    what: "functions on the way, in the caller",
    question: "cold",
    case: "on the way of a call, caller: functions",
    most: 45,
  },
  {
    what: "functions on the way, in the thread",
    question: "cold",
    case: "on the way of a call, thread: functions",
    most: 20,
  },
  ...["100 hashes of passwords", "Prettier, 100 files", "zlib at level 9, 60 texts of 200 KB"].flatMap((name) => [
    {
      what: `${name}, 2 threads`,
      question: "cores",
      case: name,
      atMost: /** @type {const} */ ([1 / 1.85, "miniasync, 1 thread"]),
      floors: ["two bare workers, half each"],
    },
    ...["piscina", "tinypool"].map((rival) => ({
      what: `${name}, 2 threads`,
      question: "cores",
      case: name,
      atMost: /** @type {const} */ ([1.05, rival]),
      floors: ["two bare workers, half each"],
    })),
  ]),
  ...["wall", "processor time", "wall, --concurrency 2", "processor time, --concurrency 2"].map((name) => ({
    what: `ESLint and Prettier, ${name}`,
    question: "cold-lint",
    case: name,
    atMost: /** @type {const} */ ([0.98, "eslint-plugin-prettier"]),
  })),
];

/** @param {string} question @param {string} variant @param {URL} folder @returns {import("./harness.mjs").Report | undefined} */
function read(question, variant, folder) {
  const file = new URL(fileName(question, variant), folder);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** The verdict of a row without figures. */
export const notMeasured = "not measured";

/** @param {Goal} goal @param {URL} folder @returns {readonly string[]} a line of the table */
function judge(goal, folder) {
  const found = read(goal.question, goal.variant ?? "", folder)?.cases.find(({ name }) => name === goal.case);
  const ours = found?.rows.find(({ name }) => name === (goal.ours ?? "miniasync"));
  if (found === undefined || ours === undefined) return [goal.what, "", "", notMeasured];
  const floor = fastest(found.rows.filter(({ name }) => goal.floors?.includes(name)));
  const rival = rivalOf(goal, found);
  const limit =
    rival === undefined ? `<= ${goal.most}` : `<= ${times(goal.atMost?.[0])} of ${rival.name} (${rival.median})`;
  const is = rival === undefined ? ours.median : compare(found, ours, rival)[0];
  const met = is <= (rival === undefined ? (goal.most ?? 0) : (goal.atMost?.[0] ?? 0));
  const shown = `${ours.median} ${found.unit}${rival === undefined ? "" : `, ${times(is)}`}`;
  return [goal.what, shown, limit, met ? "met" : explain(goal, found, ours, floor)];
}

/** @param {Answer} found @param {Row} ours @param {Row} row @returns {readonly [ratio: number, low: number, high: number]} */
function compare(found, ours, row) {
  if (found.ofMedians) return ratioOfMedians(found, ours, row);
  return [ratio(found, ours, row), ...interval(found, ours, row)];
}

/** @param {Goal} goal @param {Answer} found */
function rivalOf({ atMost }, found) {
  if (atMost === undefined) return undefined;
  if (atMost[1] !== "the best peer") return found.rows.find(({ name }) => name === atMost[1]);
  // One that has no thread is another thing, and so is one that does not block.
  const peers = found.rows.filter(({ name, kind }) => kind === "peer" && !/^(deasync|piscina|comlink)/.test(name));
  return fastest(peers);
}

/** @param {readonly Row[]} rows */
function fastest(rows) {
  const [first, ...others] = rows;
  return first && others.reduce((best, row) => (row.median < best.median ? row : best), first);
}

/** @param {Goal} goal @param {Answer} found @param {Row} ours @param {Row | undefined} floor */
function explain(goal, found, ours, floor) {
  if (floor === undefined) return "NOT MET";
  const [over, low, high] = compare(found, ours, floor);
  const rival = rivalOf(goal, found);
  const limit = rival === undefined ? (goal.most ?? 0) : (goal.atMost?.[0] ?? 0) * rival.median;
  const verdict = over <= atFloor ? "explained" : "NOT MET";
  const unreachable = floor.median > limit ? ", which would not do either" : "";
  const between = `(${low.toFixed(2)} to ${high.toFixed(2)})`;
  return `${verdict}: ${times(over)} ${between} of the floor "${floor.name}" (${floor.median}${unreachable})`;
}

/** @param {number | undefined} ratio */
function times(ratio = 0) {
  return ratio >= 0.1 ? `${ratio.toFixed(2)}x` : `1/${(1 / ratio).toFixed(0)}`;
}

/**
 * The table, line by line.
 * @param {readonly string[]} [questions] all by default
 * @param {URL} [folder] where the reports are
 * @returns {readonly (readonly string[])[]}
 */
export function budget(questions = [], folder = results) {
  const lines = goals
    .filter(({ question }) => questions.length === 0 || questions.includes(question))
    .map((goal) => judge(goal, folder));
  return [["what", "measured", "to reach", "verdict"], ...lines];
}

/** @param {readonly string[]} [questions] all by default */
export function printBudget(questions = []) {
  const [head = [], ...lines] = budget(questions);
  const widths = head.map((title, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0), title.length),
  );
  for (const line of [head, ...lines])
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printBudget(process.argv.slice(2));
