import { describe, expect, test } from "vitest";
import {
  type Coroutine,
  claim,
  duplicates,
  found,
  isCoroutine,
  isUsed,
  misuse,
  requireCoroutine,
} from "../../src/kernel/coroutine.ts";
import { matches } from "../../src/kernel/error-matcher.ts";
import { gather } from "../../src/primitives/gather.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { failure, run, Stage } from "../support/stage.ts";

function* empty() {}
const iterable = () => ({ [Symbol.iterator]: () => empty() });

describe("isCoroutine()", () => {
  test.each<[what: string, value: unknown, expected: boolean]>([
    ["a generator", empty(), true],
    ["sleep()", sleep(1), true],
    ["a future", new Stage().loop.createFuture(), true],
    ["an object that opens to a generator", iterable(), true],
    ["an array", [], false],
    ["a Map", new Map(), false],
    ["a string", "x", false],
    ["null", null, false],
    ["a function", empty, false],
    ["an object that opens to something else", { [Symbol.iterator]: () => [].values() }, false],
    ["an object that opens to nothing", { [Symbol.iterator]: () => null }, false],
    ["an async generator", (async function* () {})(), false],
  ])("%s", (_what, value, expected) => {
    expect(isCoroutine(value)).toBe(expected);
  });
});

describe("found()", () => {
  test.each<[value: unknown, expected: string]>([
    [empty, "the function empty"],
    [() => {}, "the function (anonymous)"],
    ["text", '"text"'],
    [1n, "1"],
    [null, "null"],
    [Symbol("s"), "Symbol(s)"],
    [new Stage().loop.createFuture(), "a coroutine"],
    [{ a: 1 }, "an object"],
    [Object.create(null), "an object"],
    [Object.create(Object.create(null)), "an object"],
    [[], "an Array"],
    [new Map(), "a Map"],
  ])("%s", (value, expected) => {
    expect(found(value)).toBe(expected);
  });
});

describe("misuse()", () => {
  test.each<[value: unknown, expected: RegExp]>([
    [undefined, /undefined, not a coroutine/],
    [empty, /the function empty, .*forget \(\)/],
    [() => 1, /the function \(anonymous\)/],
    [Promise.resolve(), /^a Promise, not a coroutine: it can never settle/],
    [(async function* () {})(), /async generator/],
    [[], /an array, .*spread it/],
    [new Error("x"), /an Error, not/],
    [new Map(), /a Map, not/],
    [Object.create(null), /an object, not/],
    [5, /^the number 5/],
    [Symbol("s"), /^the symbol Symbol\(s\)/],
  ])("%# says what it is", (value, expected) => {
    expect(misuse(value)).toMatch(expected);
  });
});

describe("a coroutine", () => {
  test("can be run once, frozen or not", () => {
    for (const coroutine of [empty(), Object.freeze(empty()), iterable()]) {
      expect(isUsed(coroutine)).toBe(false);
      claim(coroutine);
      expect(isUsed(coroutine)).toBe(true);
      expect(() => claim(coroutine)).toThrow(/run already; call its function again/);
      expect(() => requireCoroutine(coroutine, "it")).toThrow(TypeError);
    }
  });

  test("is told from another by duplicates(), once for each question", () => {
    const coroutine = empty();
    for (let question = 0; question < 2; question++) {
      const isDuplicate = duplicates();
      expect([isDuplicate(coroutine), isDuplicate(empty()), isDuplicate(coroutine)]).toEqual([false, false, true]);
    }
    expect(isUsed(coroutine)).toBe(false);
    const future = new Stage().loop.createFuture();
    const isDuplicate = duplicates();
    expect([isDuplicate(future), isDuplicate(future)]).toEqual([false, false]);
  });

  test("of a primitive can be run once too", () => {
    const once = sleep(0);
    expect(failure(gatherTwice(once))).toBeInstanceOf(TypeError);
    run(once);
    expect(failure(spawning(once))).toBeInstanceOf(TypeError);
  });

  test("that is no generator runs like one", () => {
    expect(run(iterable())).toEqual([undefined]);
  });
});

function* gatherTwice(coroutine: Coroutine<unknown>) {
  yield* gather([coroutine, coroutine]);
}

function* spawning(coroutine: Coroutine<unknown>) {
  spawn(coroutine);
  yield* sleep(0);
}

describe("matches()", () => {
  test("asks classes and anything with Symbol.hasInstance", () => {
    const even = { [Symbol.hasInstance]: (value: unknown) => value === 2 };
    expect([matches(2, [even]), matches(3, [RangeError, even]), matches(new RangeError(), [even, Error])]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
