// How long do the first calls of a process take? A process of its own for each figure, the contestants in turn. Calls are counted, and
// time is taken, from the first answer on: how long that takes is asked by first-result.mjs.
//   node bench/cold.mjs [ROUNDS]
// Peers that sleep for every answer are fast when both threads are on one core, where waking is a switch, and slow when each has a core
// that rests meanwhile; who spins needs two cores. So it matters whether the machine has other work: the variant "beside-work" has
// one process more, which computes.
import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { answer, given, print, variant, waitForQuiet, watch } from "./harness.mjs";
import { checkpoints } from "./starts/checkpoints.mjs";
import { blockingAnySize } from "./versus/peer.mjs";

/**
 * @typedef {import("./harness.mjs").Contestant} Contestant
 * @typedef {{ first: number, after: readonly number[], worked: readonly number[] }} Figures
 */

const rounds = Number(process.argv[2] ?? 21);
const calls = 10_000;
const points = checkpoints(calls);
const besideWork = variant === "beside-work";
/** How long to wait in all for a quiet machine, in milliseconds. */
const mostPatience = 150_000;
/** A process that takes longer than this many milliseconds hangs. */
const deadline = 60_000;

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ flags?: readonly string[], variables?: Record<string, string> | undefined }} [options]
 */
async function figuresOf(program, args, { flags = [], variables = {} } = {}) {
  const file = fileURLToPath(new URL(`starts/${program}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", ...flags, file, ...args], {
    env: { ...process.env, ...variables },
    timeout: deadline,
    killSignal: "SIGKILL",
  });
  return JSON.parse(stdout);
}

/** @type {readonly { name: string, what?: string, kind: Contestant["kind"], variables?: Record<string, string> }[]} */
const contestants = [
  { name: "miniasync", kind: "ours" },
  { name: "miniasync, by sync()", kind: "ours" },
  { name: "miniasync, no spin", what: "miniasync", kind: "ours", variables: { MINIASYNC_SPIN: "0" } },
  ...blockingAnySize.map((name) => ({ name, kind: /** @type {const} */ ("peer") })),
  { name: "prototype, asleep", kind: "floor" },
  { name: "prototype, spinning", kind: "floor" },
  { name: "in a run, spinning", kind: "floor" },
];

/** What each contestant has taken in each round, and how many cores others kept busy. */
async function measureAll() {
  /** @type {Map<string, Figures[]>} */
  const taken = new Map(contestants.map(({ name }) => [name, []]));
  /** @type {number[]} */
  const others = [];
  let patience = besideWork ? 0 : mostPatience;
  for (let round = 0; round < rounds; round++) {
    patience = await waitForQuiet(patience);
    const watched = watch();
    let worked = 0;
    for (let turn = 0; turn < contestants.length; turn++) {
      const {
        name,
        what = name,
        kind,
        variables,
      } = /** @type {typeof contestants[number]} */ (contestants[(turn + round) % contestants.length]);
      try {
        const figures = await figuresOf("cold.mjs", [what, String(calls)], { variables });
        worked += figures.worked.at(-1);
        taken.get(name)?.push(figures);
      } catch (error) {
        if (kind !== "peer") throw error;
        print(`${name} failed: ${String(error).split("\n")[0]}`);
        taken.delete(name);
      }
    }
    others.push(Number(watched(worked).toPrecision(3)));
  }
  return { taken, others };
}

// It ends with this process, whatever ends that.
const computes = "for (const parent = process.ppid; process.ppid === parent; );";
const busy = besideWork ? spawn(process.execPath, ["--eval", computes], { stdio: "ignore" }) : undefined;
const { taken, others } = await measureAll();
busy?.kill("SIGKILL");
const noise = besideWork ? {} : { others };
const common = { rounds, warmups: 0, patience: 0, processes: true, ofMedians: true, ...noise };

/** @param {(figures: Figures) => number} figure @returns {Contestant[]} */
const all = (figure) =>
  contestants.flatMap(({ name, kind }) => {
    const figures = taken.get(name);
    return figures?.length === rounds ? [given(name, kind, figures.map(figure))] : [];
  });

/** @param {Figures} figures @param {number} count milliseconds until so many calls were answered */
const until = ({ after }, count) => (count === 0 ? 0 : /** @type {number} */ (after[points.indexOf(count)]));

/** @type {import("./harness.mjs").Case[]} */
const cases = [100, 1000, 10_000].map((count) => ({
  ...common,
  name: `first ${count.toLocaleString("en")} calls`,
  unit: "us a call",
  contestants: all((figures) => (until(figures, count) * 1000) / count),
}));
cases.push(
  {
    ...common,
    name: "1,000 calls from nothing",
    unit: "ms",
    contestants: all((figures) => figures.first + until(figures, 1000)),
  },
  {
    ...common,
    name: "processor time of a process until its 1,000th call",
    unit: "ms",
    contestants: all(({ worked }) => worked[points.indexOf(1000)] ?? Number.NaN),
  },
  ...points.map((count, index) => {
    const before = points[index - 1] ?? 0;
    return {
      ...common,
      name: `calls ${before + 1} to ${count}`,
      unit: "us a call",
      contestants: all((figures) => ((until(figures, count) - until(figures, before)) * 1000) / (count - before)),
    };
  }),
);

if (!besideWork) await addCounts();

await answer({ name: "cold", title: "The first calls of a process", cases });

/** How many functions a call goes through, in a warm process. */
async function addCounts() {
  /** Where the files of a contestant are. @type {Record<string, string>} */
  const files = {
    miniasync: "dist/miniasync",
    "miniasync, by sync()": "dist/miniasync",
    ...Object.fromEntries(blockingAnySize.map((name) => [name, `node_modules/${name}`])),
  };
  /** They hardly differ: that some do is due to timers. */
  const counts = 5;
  /** @type {Map<string, { caller: Record<string, number>, thread: Record<string, number> }[]>} */
  const counted = new Map(Object.keys(files).map((name) => [name, []]));
  for (let round = 0; round < counts; round++) {
    for (const [name, found] of counted)
      found.push(await figuresOf("on-the-way.mjs", [name, files[name] ?? ""], { flags: ["--no-opt", "--no-maglev"] }));
  }
  for (const side of /** @type {const} */ (["caller", "thread"])) {
    for (const [part, unit] of Object.entries({
      functions: "functions",
      calls: "calls of them",
      bytes: "bytes of text",
    })) {
      cases.push({
        ...common,
        others: [],
        rounds: counts,
        name: `on the way of a call, ${side}: ${unit}`,
        unit,
        contestants: [...counted].map(([name, found]) =>
          given(
            name,
            name.startsWith("miniasync") ? "ours" : "peer",
            found.map((one) => one[side][part] ?? Number.NaN),
          ),
        ),
      });
    }
  }
}
