// Run by Jest and by Vitest, both of which give each test file a realm of its own: another Object, another Error.
import { coroutine, load, run, sleep, spawn } from "miniasync";
import { greet } from "./greeting.ts";

/** @type {{ test: (name: string, body: () => void) => void, expect: (value: unknown) => any, fixture: any }} */
const { test, expect, fixture } = /** @type {any} */ (globalThis);

test("a module was compiled by the transformer", () => {
  expect(greet("Ada", "dutch")).toBe("Hallo, Ada");
});

test("the setup has read its file", () => {
  expect(fixture).toEqual({ name: "Ada", size: 18 });
});

test("what comes from the thread is of this realm", () => {
  const make = coroutine(async () => ({
    list: [1, [2]],
    date: new Date(0),
    pattern: /a/g,
    map: new Map([["a", new Set([1])]]),
    bytes: new Uint8Array([1, 2]),
    buffer: Buffer.from("a"),
    url: new URL("http://localhost/"),
    error: new RangeError("no", { cause: new TypeError("why") }),
  }));
  const [it] = run(make());
  expect(it instanceof Object).toBe(true);
  // biome-ignore lint/suspicious/useIsArray: an array of another realm would pass that.
  expect(it.list instanceof Array).toBe(true);
  expect(it.date instanceof Date).toBe(true);
  expect(it.pattern instanceof RegExp).toBe(true);
  expect(it.map instanceof Map).toBe(true);
  expect(it.map.get("a") instanceof Set).toBe(true);
  expect(it.bytes instanceof Uint8Array).toBe(true);
  expect(it.buffer instanceof Buffer).toBe(true);
  expect(it.url instanceof URL).toBe(true);
  expect(it.error instanceof RangeError).toBe(true);
  expect(it.error.cause instanceof TypeError).toBe(true);
  expect(it.list).toEqual([1, [2]]);
});

test("what goes to the thread is data, whatever realm made it", () => {
  const name = coroutine(async (/** @type {any} */ value) => value.constructor.name);
  const values = [{ a: { b: 1 } }, [1], new Date(0), /a/, new Map(), new Set(), new Uint8Array(1), new TypeError("x")];
  expect(run(...values.map((value) => name(value)))).toEqual([
    "Object",
    "Array",
    "Date",
    "RegExp",
    "Map",
    "Set",
    "Uint8Array",
    "TypeError",
  ]);
});

test("an error has its class, its code and its message", () => {
  /** @type {import("miniasync").Remote<typeof import("node:fs/promises")>} */
  const fs = load("node:fs/promises");
  const [error] = run(fs.readFile("/not/there"), { returnExceptions: [Error] });
  expect(error instanceof Error).toBe(true);
  expect(error).toMatchObject({ code: "ENOENT" });
  expect(() => run(fs.readFile("/not/there"))).toThrow("no such file");
});

test("an error of a class of this file keeps it, in the thread and here", () => {
  class Refused extends Error {
    static {
      Refused.prototype.name = "Refused";
    }
  }
  const refuse = coroutine(
    async () => {
      throw Object.assign(new (class Refused extends Error {})("no"), { reason: 7 });
    },
    { errors: [Refused] },
  );
  const [remote] = run(refuse(), { returnExceptions: [Refused] });
  expect(remote instanceof Refused).toBe(true);
  expect(remote).toMatchObject({ message: "no", reason: 7 });

  const thrown = new Refused("here");
  const fail = function* () {
    yield* sleep(1);
    throw thrown;
  };
  expect(run(fail(), { returnExceptions: [Refused] })[0]).toBe(thrown);
});

test("misuse is a TypeError of this realm, and tasks go on", () => {
  /** @type {unknown} */
  let error;
  try {
    run(/** @type {any} */ (Promise.resolve()));
  } catch (caught) {
    error = caught;
  }
  expect(error instanceof TypeError).toBe(true);
  const [value] = run(
    (function* () {
      return yield* spawn(sleep(1, "done"));
    })(),
  );
  expect(value).toBe("done");
});
