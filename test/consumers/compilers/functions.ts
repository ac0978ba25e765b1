// Functions for a thread, in whose text compilers name helpers of theirs. Compiled by each of them in compilers.test.ts.
import { coroutine, run } from "miniasync";

const imports = coroutine(async (name: string) => {
  const { join } = await import("node:path");
  const path = await import("node:path");
  const any = (await import(name)) as typeof import("node:util");
  return [join("a", "b"), typeof path.default.join, any.format("%d", 5)];
});

const near = coroutine(async (name: string) => {
  const { where } = (await import(name)) as { where: string };
  return where;
});

const members = coroutine(async () => {
  class Counter {
    static #made = 0;
    #count = 0;
    step = 2;
    #up() {
      this.#count += this.step;
      return this.#count;
    }
    get #double() {
      return this.#count * 2;
    }
    set #double(value: number) {
      this.#count = value / 2;
    }
    static is(value: object) {
      return #count in value;
    }
    static #told = "";
    static #tell(word: string) {
      Counter.#told += word;
      return Counter.#told;
    }
    static tell() {
      Counter.#told = "told ";
      return Counter.#tell("twice");
    }
    static get made() {
      return Counter.#made;
    }
    constructor() {
      Counter.#made++;
    }
    play() {
      this.#up();
      this.#up();
      this.#double = 20;
      this.#double += 2;
      this.#count++;
      return [this.#count, this.#double];
    }
  }
  return [new Counter().play(), Counter.made, Counter.is(new Counter()), Counter.is({}), Counter.tell()];
});

const resources = coroutine(async () => {
  const told: string[] = [];
  const open = (name: string) => ({
    [Symbol.dispose]: () => void told.push(`close ${name}`),
    [Symbol.asyncDispose]: async () => void told.push(`close ${name} later`),
  });
  try {
    using one = open("one");
    await using two = open("two");
    using none = null;
    told.push(`use ${typeof one} ${typeof two} ${none}`);
    throw new RangeError("in it");
  } catch (error) {
    told.push(String(error));
  }
  {
    using three = open("three");
    void three;
  }
  return told;
});

const iterations = coroutine(async () => {
  const told: unknown[] = [];
  const wait = async (value: number) => value;
  async function* count(to: number) {
    try {
      for (let i = 0; i < to; i++) {
        const next = await wait(i);
        yield next;
      }
      return "all";
    } finally {
      await null;
      told.push("closed");
    }
  }
  async function* twice() {
    const end = yield* count(2);
    told.push(end);
    yield* [await wait(7), 8];
  }
  for await (const value of twice()) told.push(value);
  for await (const value of count(5)) {
    told.push(value);
    if (value === 1) break;
  }
  for await (const value of [wait(9)]) told.push(value);
  const inner = async function (this: unknown, ...args: number[]) {
    try {
      await Promise.reject(new Error("rejected"));
    } catch (error) {
      return [String(error), this, args];
    }
    return [];
  };
  told.push(await inner.call(1, 2, 3));
  return told;
});

const objects = coroutine(async (given: { a: number; b: number; c: number }) => {
  const { a, ...rest } = given;
  const key = "c";
  const { [key]: _, ...others } = given;
  return [a, { ...rest, d: 4 }, { e: 5, ...others }, given?.b ?? 0, 2 ** given.c];
});

console.log(
  JSON.stringify(
    run(imports("node:util"), near("./near.js"), members(), resources(), iterations(), objects({ a: 1, b: 2, c: 3 })),
  ),
);
