// Ways to find out whether structured clone keeps all of a value, beside the time that sending it takes, and what sending it by
// table costs. See docs/decisions/0007-plain-values-go-as-they-are.md. Run: node scripts/run-ts.mjs bench/alternatives/value-scan.mjs
import { inspect } from "node:util";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { nodeRuntime } from "../../src/platform/node/node-runtime.ts";
import { decode } from "../../src/wire/decode.ts";
import { encodeTable, PlainScan } from "../../src/wire/encode.ts";
import { Symbols } from "../../src/wire/symbols.ts";
import { Twins } from "../../src/wire/twins.ts";

const none = () => undefined;
/** @type {any} */
const border = { runtime: nodeRuntime, symbols: new Symbols(0), twins: new Twins(), transfers: none, standFor: none };
const isLeaf = (/** @type {unknown} */ value) => typeof value !== "function" && typeof value !== "symbol";

/** @type {Record<string, (value: any) => unknown>} */
const ways = {
  "send only": send,
  "our scan": (value) => new PlainScan(border).isPlain(value, 0),
  "for-in, arrays too": forIn,
  "property descriptors": byDescriptor,
  "every object in a Set": (value) => withSet(value, new Set()),
  "copy while scanning": copy,
  "JSON both ways": (value) => JSON.parse(JSON.stringify(value)),
  "by table, with sending": byTable,
};

const values = {
  "small options": { headers: { a: "b", c: "d" }, method: "GET", body: "x".repeat(200), list: [1, 2, 3] },
  "10 KB of records": Array.from({ length: 60 }, (_, id) => ({
    id,
    name: `name${id}`,
    tags: ["x", "y"],
    at: { x: id },
  })),
  "10,000 rows": Array.from({ length: 10_000 }, (_, id) => ({ id, name: `name${id}`, ok: true, n: null, tags: ["a"] })),
  "1,000,000 numbers": Array.from({ length: 1_000_000 }, (_, index) => index * 1.5),
  "100 MB": new Uint8Array(100_000_000),
};

const { port1, port2 } = new MessageChannel();
export function main(/** @type {string[]} */ ...only) {
  for (const [name, value] of Object.entries(values)) {
    if (only.length > 0 && !only.includes(name)) continue;
    console.log(name);
    for (const [way, run] of Object.entries(ways)) {
      if (value instanceof Uint8Array && !["send only", "our scan"].includes(way)) continue;
      console.log(
        `  ${way.padEnd(24)} ${inspect(
          time(() => run(value)),
          { numericSeparator: true },
        )} us`,
      );
    }
  }
  port1.close();
}

/** Microseconds, the best of five rounds. */
function time(/** @type {() => unknown} */ body) {
  body();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    let count = 0;
    const began = performance.now();
    do {
      body();
      count++;
    } while (performance.now() - began < 60);
    best = Math.min(best, ((performance.now() - began) * 1000) / count);
  }
  return Math.round(best * 100) / 100;
}

function send(/** @type {unknown} */ value) {
  port1.postMessage(value);
  return receiveMessageOnPort(port2)?.message;
}

function byTable(/** @type {unknown} */ value) {
  const { value: root, nodes } = encodeTable(value, border, "value");
  return decode(send({ value: root, nodes }), border);
}

function forIn(/** @type {any} */ value) {
  if (typeof value !== "object" || value === null) return isLeaf(value);
  for (const key in value) if (!forIn(value[key])) return false;
  return true;
}

function byDescriptor(/** @type {any} */ value) {
  if (typeof value !== "object" || value === null) return isLeaf(value);
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor?.get !== undefined || !byDescriptor(descriptor?.value)) return false;
  }
  return true;
}

/** @returns {boolean} */
function withSet(/** @type {any} */ value, /** @type {Set<unknown>} */ seen) {
  if (typeof value !== "object" || value === null) return isLeaf(value);
  if (seen.has(value)) return true;
  seen.add(value);
  if (Array.isArray(value)) return value.every((item) => withSet(item, seen));
  for (const key in value) if (!withSet(value[key], seen)) return false;
  return true;
}

/** @returns {unknown} */
function copy(/** @type {any} */ value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  /** @type {Record<string, unknown>} */
  const made = {};
  for (const key in value) made[key] = copy(value[key]);
  return made;
}
