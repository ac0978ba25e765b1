// How long does each of many small calls take that are made together?
import { load, run } from "miniasync";
import { openInARun } from "./floors/in-a-run.mjs";
import { openPrototype } from "./floors/prototype.mjs";
import { answer, median, milliseconds } from "./harness.mjs";
import { blocking, open, work } from "./versus/peer.mjs";

const remote = /** @type {any} */ (load(work));
const threads = await open(blocking);
const asynchronous = await open(["piscina", "comlink"]);
const prototype = openPrototype();
const inARun = openInARun();

/** @param {number} count @returns {readonly import("./harness.mjs").Contestant[]} */
function contestants(count) {
  const numbers = Array.from({ length: count }, (_, index) => index);
  /** Several in a row: the first finds the caches full of what the one before it in turn has done. @param {() => unknown} body */
  const each = async (body) => {
    /** @type {number[]} */
    const taken = [];
    for (let i = 0; i < 5; i++) taken.push(await milliseconds(body));
    return (median(taken) * 1000) / count;
  };
  return [
    { name: "miniasync", kind: "ours", measure: () => each(() => run(...numbers.map((i) => remote.increment(i)))) },
    ...threads.map(({ name, call }) => ({
      name,
      kind: /** @type {const} */ ("peer"),
      // They know one call at a time. A few of them show what each takes.
      measure: async () =>
        (await each(() => numbers.slice(0, count / 5).forEach((i) => void call("increment", i)))) * 5,
    })),
    ...asynchronous.map(({ name, call }) => ({
      name: `${name}, not blocking`,
      kind: /** @type {const} */ ("peer"),
      measure: () => each(() => Promise.all(numbers.map((i) => call("increment", i)))),
    })),
    { name: "one message each way", kind: "floor", measure: () => each(() => prototype.call("each", numbers)) },
    {
      name: "one request, single replies",
      kind: "floor",
      measure: () => each(() => prototype.gather("increment", numbers)),
    },
    { name: "the same, in a run", kind: "floor", measure: () => each(() => inARun.gather("increment", numbers)) },
    {
      name: "await in the thread itself",
      kind: "floor",
      measure: () => each(() => prototype.call("many", "increment", count, 1)),
    },
  ];
}

await answer({
  name: "many-calls",
  title: "Many small calls in one run, each",
  cases: [
    { name: "100 calls", unit: "us", rounds: 41, warmups: 6, contestants: contestants(100) },
    { name: "1,000 calls", unit: "us", rounds: 41, warmups: 24, contestants: contestants(1000) },
  ],
});
process.exit();
