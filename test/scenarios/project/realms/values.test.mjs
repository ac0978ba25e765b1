// Run by Jest, and by Vitest in a realm of its own: classes here are not those of the messages of the thread.
import { CloneError, coroutine, iterate, load, run } from "miniasync";

const values = coroutine(async () => ({
  Object: {},
  Array: [1],
  Map: new Map([[{}, []]]),
  Set: new Set([1]),
  Date: new Date(5),
  RegExp: /a/g,
  Error: new Error("e"),
  TypeError: new TypeError("t"),
  AggregateError: new AggregateError([new RangeError("r")], "a"),
  DOMException: new DOMException("d", "AbortError"),
  Uint8Array: new Uint8Array([1]),
  Float64Array: new Float64Array([0.5]),
  BigInt64Array: new BigInt64Array(1),
  DataView: new DataView(new ArrayBuffer(2)),
  ArrayBuffer: new ArrayBuffer(2),
  Number: Object(1),
  String: Object("s"),
  URL: new URL("a:b"),
  URLSearchParams: new URLSearchParams("a=b"),
  Headers: new Headers({ a: "b" }),
  Blob: new Blob(["x"]),
  Buffer: Buffer.from("x"),
}));
test("every class is the one of this realm", () => {
  const [all] = run(values());
  for (const [name, value] of Object.entries(all)) {
    if (!(value instanceof globalThis[name])) throw new Error(`${name} is of another realm`);
  }
  expect(all.AggregateError.errors[0]).toBeInstanceOf(RangeError);
  expect([...all.Map.keys()][0]).toBeInstanceOf(Object);
  expect(all.DOMException.name).toBe("AbortError");
});
test("plain results are equal, strictly", () => {
  const plain = coroutine(async () => [{ a: [1, { b: null }] }, "x"]);
  expect(run(plain())).toStrictEqual([[{ a: [1, { b: null }] }, "x"]]);
  expect(run(plain())[0][0].a).toBeInstanceOf(Array);
  expect([...iterate(coroutine(async () => [{ i: 1 }])())]).toStrictEqual([{ i: 1 }]);
});
test("arguments of this realm arrive as what they are", () => {
  const look = coroutine(async (given) =>
    Object.entries(given).map(
      ([name, value]) => `${name} ${Object.prototype.toString.call(value)}${value instanceof globalThis[name]}`,
    ),
  );
  const given = {
    Object: { a: 1 },
    Array: [1],
    Map: new Map(),
    Set: new Set(),
    Date: new Date(5),
    RegExp: /a/,
    TypeError: new TypeError("t"),
    Uint8Array: new Uint8Array(1),
    Float64Array: new Float64Array(1),
    URL: new URL("a:b"),
  };
  for (const line of run(look(given))[0]) expect(line).toMatch(/true$/);
});
test("errors of calls and of callbacks, and what is refused", () => {
  const fs = load("node:fs/promises");
  let caught;
  try {
    run(fs.readFile("/nowhere"));
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(Error);
  expect(caught.code).toBe("ENOENT");
  class Mine extends TypeError {}
  const mine = new Mine("mine");
  expect(
    run(
      coroutine(async (f) => f())(() => {
        throw mine;
      }),
      { returnExceptions: [Mine] },
    )[0],
  ).toBe(mine);
  class Local {
    method() {}
  }
  expect(() => run(coroutine(async (x) => x)({ deep: [new Local()] }))).toThrow(CloneError);
  expect(() => run(Promise.resolve())).toThrow(TypeError);
});
