// Which functions of a library are on the way of one warm call, in the caller and in the thread: node on-the-way.mjs WHAT FILES, where
// FILES is a part of the addresses of its files. Prints, as JSON, how many they are, how often they are called, and how long their
// text is, without that of functions in them, in bytes.
import { load, sync } from "miniasync";
import { work } from "../versus/peer.mjs";
import { look, startCounting } from "./coverage.mjs";

/** @typedef {import("./coverage.mjs").Called} Called */

/** Run it with --no-opt --no-maglev: functions that are optimized, or inlined, are not counted. Enough that all is compiled. */
const warmup = 300;

/** V8 lets the initializer of a class's fields extend over its methods, in some versions. */
const initializer = "<instance_members_initializer>";

const [what = "", files = ""] = process.argv.slice(2);
const call = await opened();
await startCounting();
call("lookAtCoverage");
for (let i = 0; i < warmup; i++) call("increment", i);
look();
call("increment", 1);
const caller = look();
// Between two of these looks lies a call more than between the two after.
for (const name of ["lookAtCoverage", "increment", "lookAtCoverage", "lookAtCoverage"]) call(name, 1);
/** @type {[Called[], Called[], Called[]]} */
const [withCall, without] = JSON.parse(String(call("coverageSeen"))).slice(-2);
const thread = withCall.flatMap((one) => {
  const other = without.find((it) => it.file === one.file && it.start === one.start && it.end === one.end);
  const calls = one.calls - (other?.calls ?? 0);
  return calls > 0 ? [{ ...one, calls }] : [];
});
const found = { caller: sum(caller), thread: sum(thread) };
process.stdout.write(JSON.stringify(found), () => process.exit());

/** @param {readonly Called[]} called */
function sum(called) {
  const own = called.filter(({ file }) => file.includes(files) && !file.includes("/bench/"));
  return {
    functions: own.length,
    calls: own.reduce((calls, one) => calls + one.calls, 0),
    bytes: own.reduce((bytes, one) => bytes + ownLength(one, own), 0),
  };
}

/** @param {Called} one @param {readonly Called[]} all */
function ownLength(one, all) {
  if (one.name === initializer) return 0;
  const within = all.filter(
    (it) => it !== one && it.name !== initializer && it.file === one.file && it.start >= one.start && it.end <= one.end,
  );
  const direct = within.filter(
    (it) => !within.some((other) => other !== it && other.start <= it.start && other.end >= it.end),
  );
  return direct.reduce((length, { start, end }) => length - (end - start), one.end - one.start);
}

/** @returns {Promise<(name: string, ...args: any[]) => unknown>} */
async function opened() {
  if (what === "miniasync, by sync()") {
    const functions = sync(/** @type {any} */ (load(work)));
    return (name, ...args) => functions[name](...args);
  }
  const { openPeer } = await import(`../versus/${what}.mjs`);
  return (await openPeer()).call;
}
