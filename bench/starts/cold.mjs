// One program, started from nothing, that makes many small calls, one after the other: node cold.mjs WHAT CALLS. Prints, as JSON, how
// many milliseconds its first answer took from before its imports, and for the next 1, 100, 200 ... calls how many they took after
// that, and how many its cores had worked by then since it was started.
import { checkpoints } from "./checkpoints.mjs";

const start = performance.now();
const [what = "", calls = "0"] = process.argv.slice(2);
const call = await opened();
requireAnswer(call(0), 1);
const first = performance.now();
/** @type {number[]} */
const after = [];
/** @type {number[]} */
const worked = [];
let made = 0;
for (const checkpoint of checkpoints(Number(calls))) {
  for (; made < checkpoint; made++) requireAnswer(call(made), made + 1);
  after.push(performance.now() - first);
  const { user, system } = process.cpuUsage();
  worked.push((user + system) / 1000);
}
process.stdout.write(JSON.stringify({ first: first - start, after, worked }), () => process.exit());

/** @returns {Promise<(x: number) => unknown>} */
async function opened() {
  switch (what) {
    case "miniasync, by sync()": {
      const { load, sync } = await import("miniasync");
      const { work } = await import("../versus/peer.mjs");
      const { increment } = sync(/** @type {any} */ (load(work)));
      return (x) => increment(x);
    }
    case "prototype, asleep":
    case "prototype, spinning": {
      const { openPrototype } = await import("../floors/prototype.mjs");
      const prototype = openPrototype({ spins: what === "prototype, spinning" });
      return (x) => prototype.call("increment", x);
    }
    case "in a run, spinning": {
      const { openInARun } = await import("../floors/in-a-run.mjs");
      const inARun = openInARun({ spins: true });
      return (x) => inARun.call("increment", x);
    }
    default: {
      const { openPeer } = await import(`../versus/${what}.mjs`);
      const peer = await openPeer();
      return (x) => peer.call("increment", x);
    }
  }
}

/** @param {unknown} answer @param {number} expected */
function requireAnswer(answer, expected) {
  if (answer !== expected) throw new Error(`${what} answered ${answer}, not ${expected}`);
}
