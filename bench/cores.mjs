// How much sooner is work done that computes, with several threads?
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { load, loop } from "miniasync";
import { openHalves } from "./floors/halves.mjs";
import { answer, milliseconds } from "./harness.mjs";

const module = new URL("computing.mjs", import.meta.url).href;

/** The first hundred programs of this repository, by name: what somebody would format. */
const files = ["src", "test/kernel", "test/primitives", "test/in-caller", "bench"]
  .flatMap((folder) => {
    const root = new URL(`../${folder}/`, import.meta.url);
    return readdirSync(root, { recursive: true })
      .map(String)
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .sort()
      .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(new URL(name, root), "utf8") }));
  })
  .slice(0, 100);
const all = files.map(({ text }) => text).join("\n");

const tasks = {
  hash: Array.from({ length: 100 }, (_, i) => ({ text: `password ${i}` })),
  format: files,
  nothing: Array.from({ length: 2000 }, () => ({ text: "" })),
  compress: Array.from({ length: 60 }, (_, i) => ({ text: all.slice(i * 1000, i * 1000 + 200_000) })),
};

/** @typedef {keyof typeof tasks} Name */

/** @type {unknown[]} */
const kept = [];

/** @param {number} maxThreads */
function openOurs(maxThreads) {
  const own = loop({ thread: {} });
  const functions = /** @type {any} */ (load(module, { maxThreads }));
  // All threads live as long as this program, as those of the pools do.
  kept.push(own.run(...Array.from({ length: maxThreads }, () => functions.keep())));
  return { call: (/** @type {Name} */ name) => own.run(...tasks[name].map((task) => functions[name](task))) };
}

/** @param {"piscina" | "tinypool"} name @param {number} threads */
async function openPool(name, threads) {
  const { Piscina, Tinypool } = await import(String(name));
  const Pool = Piscina ?? Tinypool;
  const pool = new Pool({ filename: module, minThreads: threads, maxThreads: threads });
  return {
    call: (/** @type {Name} */ name) => Promise.all(tasks[name].map((task) => pool.run(task, { name }))),
  };
}

const halves = openHalves(module, 2);
const contestants = [
  { name: "miniasync", kind: /** @type {const} */ ("ours"), ...openOurs(2) },
  { name: "miniasync, 1 thread", kind: /** @type {const} */ ("ours"), ...openOurs(1) },
  { name: "miniasync, 4 threads", kind: /** @type {const} */ ("ours"), ...openOurs(4) },
  { name: "piscina", kind: /** @type {const} */ ("peer"), ...(await openPool("piscina", 2)) },
  { name: "piscina, 1 thread", kind: /** @type {const} */ ("peer"), ...(await openPool("piscina", 1)) },
  { name: "tinypool", kind: /** @type {const} */ ("peer"), ...(await openPool("tinypool", 2)) },
  {
    name: "two bare workers, half each",
    kind: /** @type {const} */ ("floor"),
    call: (/** @type {Name} */ name) => halves.call(name, tasks[name]),
  },
];

/** @param {Name} name @param {string} title */
const asked = (name, title) => ({
  name: title,
  unit: "ms",
  rounds: 9,
  warmups: 3,
  contestants: contestants.map(({ name: contestant, kind, call }) => ({
    name: contestant,
    kind,
    measure: () => milliseconds(() => call(name)),
  })),
});

await answer({
  name: "cores",
  title: `Work that computes, with 2 threads and others on ${availableParallelism()} cores`,
  cases: [
    asked("hash", "100 hashes of passwords"),
    asked("format", "Prettier, 100 files"),
    asked("compress", "zlib at level 9, 60 texts of 200 KB"),
    asked("nothing", "2,000 calls that do nothing"),
  ],
});
process.exit();
