// What the threads of all contestants do.
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

/** @param {number} x */
export async function increment(x) {
  return x + 1;
}

/**
 * Computes for 5 microseconds.
 * @param {number} x
 */
export async function compute(x) {
  const end = performance.now() + 0.005;
  while (performance.now() < end);
  return x + 1;
}

/** @param {number} milliseconds */
export async function wait(milliseconds) {
  await setTimeout(milliseconds);
}

export function never() {
  return new Promise(() => {});
}

/**
 * Takes no turn of the event loop less than one.
 * @param {number} x
 */
export async function turn(x) {
  await new Promise((resolve) => setImmediate(resolve));
  return x + 1;
}

/** About 10 KB, if written as JSON. */
const tenKilobytes = Array.from({ length: 100 }, (_, id) => ({
  id,
  name: `record number ${id}`,
  tags: ["one", "two", `tag ${id % 7}`],
  at: { line: id * 3, column: id % 80 },
}));

export async function object() {
  return tenKilobytes;
}

/** @param {number} count */
export async function records(count) {
  return Array.from({ length: count }, (_, id) => ({ id, name: `record number ${id}`, at: { line: id, column: 1 } }));
}

/**
 * Nobody has written to them, so that making them costs little.
 * @param {number} size
 */
export async function bytes(size) {
  return new Uint8Array(size);
}

/** @param {string} path */
export async function file(path) {
  return readFile(path);
}

/**
 * Many calls at once, in the thread itself.
 * @param {"increment" | "wait"} name
 * @param {number} times
 * @param {number} argument
 */
export async function many(name, times, argument) {
  const call = name === "increment" ? increment : wait;
  await Promise.all(Array.from({ length: times }, () => call(argument)));
}

/** Has behaviour, and therefore stays where it is. */
class Counter {
  #count = 0;

  /** @param {number} by */
  async add(by) {
    this.#count += by;
    return this.#count;
  }
}

export async function counter() {
  return new Counter();
}

/**
 * @param {(x: number) => number | Promise<number>} callback
 * @param {number} x
 */
export async function callBack(callback, x) {
  return callback(x);
}

/**
 * @param {(x: number) => unknown} callback
 * @param {number} times
 */
export async function callBackOften(callback, times) {
  for (let i = 0; i < times; i++) await callback(i);
}

/** @param {number} to */
export async function* count(to) {
  for (let i = 0; i < to; i++) yield i;
}

/** @type {AsyncGenerator<number> | undefined} */
let counting;

/**
 * The next numbers of `count(to)`, fewer than `limit` when it ends.
 * @param {number} to
 * @param {number} limit
 */
export async function countOn(to, limit) {
  counting ??= count(to);
  const batch = [];
  while (batch.length < limit) {
    const { done, value } = await counting.next();
    if (done === true) {
      counting = undefined;
      break;
    }
    batch.push(value);
  }
  return batch;
}

/** @param {number} to */
export async function countAll(to) {
  let sum = 0;
  for await (const item of count(to)) sum += item;
  return sum;
}

/**
 * One message for all.
 * @param {readonly number[]} numbers
 */
export function each(numbers) {
  return Promise.all(numbers.map((x) => increment(x)));
}

/** What the heap of this thread takes, garbage not counted. */
export async function heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** @type {(readonly import("./starts/coverage.mjs").Called[])[]} */
const looks = [];

/** Count what is called in this thread, and from then on keep what has been called since the last time. */
export async function lookAtCoverage() {
  const { look, startCounting } = await import("./starts/coverage.mjs");
  if (looks.length === 0) await startCounting();
  looks.push(look());
}

/** What was called before each look. */
export async function coverageSeen() {
  return JSON.stringify(looks);
}
