// Whatever cannot work says so before anything has run, naming the argument and what was meant.
import * as miniasync from "miniasync";
import { coroutine, each, get, iterate, load, loop, run, runAsync, signal, sleep, sync, transfer } from "miniasync";
import { describe, expect, test } from "vitest";

/** To pass what the types forbid. */
// biome-ignore lint/suspicious/noExplicitAny: that is the point
const wrong = (value: unknown): any => value;

function* hello(): miniasync.Coroutine<string> {
  return "hello";
}

describe.each<[name: string, run: (...args: unknown[]) => unknown]>([
  ["run()", wrong(run)],
  ["a loop's run()", (...args) => loop((l) => wrong(l.run)(...args))],
])("%s refuses", (_name, run) => {
  test.each<[what: string, args: () => unknown[], error: ErrorConstructor, message: RegExp]>([
    [
      "a promise",
      () => [Promise.resolve(1)],
      TypeError,
      /argument 1 is a Promise, not a coroutine: it can never settle .* load\(\).*runAsync\(\)/,
    ],
    ["an uncalled function", () => [hello], TypeError, /argument 1 is the function hello.*did you forget \(\)\?/],
    ["a string", () => ["hello"], TypeError, /argument 1 is the string "hello"/],
    ["an array", () => [[sleep(1)]], TypeError, /argument 1 is an array, not a coroutine; spread it/],
    ["undefined among coroutines", () => [undefined, sleep(1)], TypeError, /argument 1 is undefined/],
    ["a Map", () => [new Map()], TypeError, /argument 1 is a Map/],
    ["options that are not last", () => [{ timeout: 1 }, sleep(1)], TypeError, /argument 1 is .*options go last/],
    ["an unknown option", () => [sleep(1), { timout: 1 }], TypeError, /"timout".*timeout/],
    ["a timeout that is no number", () => [sleep(1), { timeout: "1" }], TypeError, /timeout is "1".*; write 1$/],
    ["a negative timeout", () => [sleep(1), { timeout: -1 }], RangeError, /timeout is -1/],
    ["a timeout of NaN", () => [sleep(1), { timeout: Number.NaN }], RangeError, /timeout is NaN/],
    ["a negative cancelGrace", () => [sleep(1), { cancelGrace: -1 }], RangeError, /cancelGrace is -1/],
    ["another way with strays", () => [sleep(1), { strays: "kill" }], RangeError, /strays is "kill"/],
    [
      "a class instead of a list of them",
      () => [sleep(1), { returnExceptions: TypeError }],
      TypeError,
      /is a class, not an array.*\[TypeError\]/,
    ],
    [
      "a predicate as a matcher",
      () => [sleep(1), { returnExceptions: [() => true] }],
      TypeError,
      /returnExceptions\[0\]/,
    ],
    [
      "a name as a matcher",
      () => [sleep(1), { returnExceptions: [TypeError, "E"] }],
      TypeError,
      /returnExceptions\[1\] is the string "E"/,
    ],
  ])("%s", (_what, args, error, message) => {
    expect(() => run(...args())).toThrow(error);
    expect(() => run(...args())).toThrow(message);
  });

  test("the same coroutine twice, and one that has been run", () => {
    const once = hello();
    expect(() => run(once, once)).toThrow(/argument 2 is a coroutine that is given twice/);
    expect(run(once)).toEqual(["hello"]);
    expect(() => run(once)).toThrow(/has been run already; call its function again/);
  });

  test("before anything has run", () => {
    const ran: string[] = [];
    function* noted(): miniasync.Coroutine<void> {
      ran.push("noted");
    }
    expect(() => run(noted(), Promise.resolve(1))).toThrow(TypeError);
    expect(ran).toEqual([]);
  });
});

describe("what makes coroutines refuses", () => {
  test.each<[what: string, body: () => unknown, error: ErrorConstructor, message: RegExp]>([
    ["load of a number", () => load(wrong(5)), TypeError, /the specifier is 5, not/],
    ["load of nothing", () => load(""), RangeError, /specifier is ""/],
    ["load of a relative path from nowhere", () => load("./x.mjs"), TypeError, /"\.\/x\.mjs".*from: import\.meta\.url/],
    ["load from a number", () => load("./x.mjs", { from: wrong(5) }), TypeError, /from is 5, not/],
    [
      "load with a class as errors",
      () => load("x", { errors: wrong(TypeError) }),
      TypeError,
      /errors is no array of classes/,
    ],
    ["load with classes as data", () => load("x", { data: wrong([Date]) }), TypeError, /data is no array of names/],
    ["coroutine of a number", () => coroutine(wrong(5)), TypeError, /the argument is 5, not/],
    ["coroutine of a native function", () => coroutine(Math.max), TypeError, /max.*bound or native/],
    ["coroutine of a bound function", () => coroutine(hello.bind(null)), TypeError, /bound or native/],
    ["coroutine of a method", () => coroutine({ async method() {} }.method), TypeError, /it is a method/],
    ["coroutine of a class", () => coroutine(wrong(class A {})), TypeError, /it is a class/],
    ["coroutine of a generator function", () => coroutine(wrong(hello)), TypeError, /generator function/],
    ["loop with a generator function", () => loop(wrong(function* () {})), TypeError, /generator function/],
    ["loop with an async function", () => loop(async () => {}), TypeError, /async function/],
    ["loop with a function that gives a promise", () => loop(() => Promise.resolve()), TypeError, /returned a Promise/],
    ["loop with options that do not exist", () => loop(wrong({ threads: 1 })), TypeError, /"threads".*clock, thread/],
    ["loop with another thread", () => loop({ thread: wrong("mine") }), RangeError, /thread is "mine"/],
    ["loop with a clock that cannot", () => loop({ clock: wrong({}) }), TypeError, /clock has no now\(\)/],
    ["loop with execArgv as a string", () => loop({ thread: { execArgv: wrong("-x") } }), TypeError, /execArgv/],
    [
      "a loop's spawn of a promise",
      () => loop((l) => l.spawn(wrong(Promise.resolve()))),
      TypeError,
      /spawn\(\).*Promise/,
    ],
    ["sleep of a string", () => sleep(wrong("1")), TypeError, /the time is "1"/],
    ["sleep of NaN", () => sleep(Number.NaN), RangeError, /NaN/],
    ["sync of something local", () => sync({}), TypeError, /nothing remote/],
    ["get of something local", () => get(wrong({}), wrong("x")), TypeError, /no handle/],
    ["transfer of a string", () => transfer("x", []), TypeError, /value is a string/],
    ["transfer without a list", () => transfer({}, wrong(undefined)), TypeError, /list is not an array/],
    ["iterate of a number", () => [...iterate(wrong(5))], TypeError, /number/],
    ["each with no function", () => run(each(wrong([1]), wrong(5))), TypeError, /body is 5, not/],
    ["using signal here", () => signal.aborted, TypeError, /pass it as an argument/],
  ])("%s", (_what, body, error, message) => {
    expect(body).toThrow(error);
    expect(body).toThrow(message);
  });
});

test("runAsync() refuses the same, through its promise", async () => {
  await expect(runAsync(wrong(Promise.resolve(1)))).rejects.toThrow(/argument 1 is a Promise/);
  await expect(runAsync(sleep(1), wrong({ timout: 1 }))).rejects.toThrow(/"timout".*signal/);
});

test("a loop refuses to run inside itself, and when it is closed", () => {
  const l = loop();
  function* again(): miniasync.Coroutine<unknown> {
    return l.run(hello());
  }
  expect(() => l.run(again())).toThrow(miniasync.LoopError);
  l.close();
  expect(() => l.run(hello())).toThrow(miniasync.LoopClosedError);
  l.close();
});
