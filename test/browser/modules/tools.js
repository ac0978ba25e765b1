// A module of a page, which scenarios load into the thread.

export const version = "1.2";

/** @param {number} milliseconds @param {unknown} value */
export function later(milliseconds, value) {
  return new Promise((resolve) => setTimeout(() => resolve(value), milliseconds));
}

/** @param {unknown} value */
export const echo = async (value) => value;

export class NoSuchThing extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message, { cause: new RangeError("the cause") });
    this.name = "NoSuchThing";
    this.code = "NOTHING";
  }
}

/** @param {string} message */
export async function fails(message) {
  throw new NoSuchThing(message);
}

export class Counter {
  #count = 0;
  start = 10;

  /** @param {number} by */
  async add(by) {
    this.#count += by;
    return this.start + this.#count;
  }

  get count() {
    return this.#count;
  }
}

export const counter = () => new Counter();

/** @param {number[]} items @param {(a: number, b: number) => number} compare */
export const sorted = async (items, compare) => items.sort(compare);

/** @param {(item: number) => Promise<number>} callback */
export async function sumOf(callback) {
  const parts = await Promise.all([1, 2, 3].map((item) => callback(item)));
  return parts.reduce((sum, part) => sum + part, 0);
}

/** @param {number} count */
export async function* numbers(count) {
  for (let i = 0; i < count; i++) yield i;
}

export function spin() {
  for (;;);
}

let ended = 0;

/** @param {AbortSignal} signal */
export function untilAborted(signal) {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      ended++;
      reject(signal.reason);
    });
  });
}

export const howManyEnded = () => ended;

export const never = () => new Promise(() => {});

export const closes = () => {
  /** @type {any} */ (globalThis).close();
  return never();
};

export const throwsLater = () => {
  setTimeout(() => {
    throw new TypeError("nobody catches this");
  });
  return never();
};

/** @param {Uint8Array} bytes */
export const sumOfBytes = (bytes) => bytes.reduce((sum, byte) => sum + byte, 0);

/** @param {number} length */
export const manyBytes = (length) => new Uint8Array(length).fill(7);

export const blob = () => new Blob(["abc"]);

/** @param {Blob} given */
export const textOf = (given) => given.text();

/** @param {SharedArrayBuffer} memory */
export const addOne = async (memory) => void Atomics.add(new Int32Array(memory), 0, 1);

/** @param {{ postMessage(message: unknown): void }} port */
export const sayTo = async (port) => port.postMessage("hello");

let ticks = 0;

/** @param {number} milliseconds */
export const tick = (milliseconds) => void setInterval(() => ticks++, milliseconds);

export const howManyTicks = () => ticks;

export const aborts = async () => {
  throw new DOMException("enough", "AbortError");
};
