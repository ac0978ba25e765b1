import { serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasBeside, MessageReader, MessageWriter } from "../../src/platform/web/bytes.ts";

function cross<T>(value: T): T {
  return new MessageReader(new MessageWriter([], false).write(value), []).read() as T;
}

const views = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const;

describe("a message", () => {
  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["booleans", [true, false]],
    ["integers", [0, 1, -1, 63, 64, 127, 128, 2 ** 30 - 1, 2 ** 30, -(2 ** 30) + 1, -(2 ** 30), 2 ** 53, -(2 ** 53)]],
    ["other numbers", [-0, 0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE, Number.MAX_VALUE]],
    ["bigints", [0n, -1n, 2n ** 64n, -(2n ** 200n)]],
    ["short texts", ["", "a", "\u007f", "\u0080", "ä", "\u0000"]],
    ["long texts", ["x".repeat(63), "x".repeat(64), `${"x".repeat(64)}ä`, "ä".repeat(20_000), "x".repeat(100_000)]],
    ["halves of surrogate pairs", ["\ud800", "\udc00x".repeat(100), "\ud83d\ude00"]],
    ["arrays", [[], [[]], [1, "a", [2]]]],
    ["objects", [{}, { a: { b: undefined } }, { "": 1, 1: 2 }]],
    ["boxed primitives", [Object(1), Object("a"), Object(false), Object(5n)]],
    ["no bytes", [new ArrayBuffer(0), new Uint8Array(0)]],
    ["views", views.map((View) => new View(3))],
  ])("brings %s as they are", (_, value) => {
    expect(cross(value)).toStrictEqual(value);
  });

  test("brings whatever structured clone of plain values does, as structured clone does it", () => {
    const anything = fc.anything({
      withBigInt: true,
      withSparseArray: true,
      withTypedArray: true,
      withBoxedValues: true,
      withNullPrototype: false,
      maxDepth: 5,
      key: fc.oneof(fc.string({ unit: "binary" }), fc.constant("__proto__")),
    });
    const text = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(anything, text, (value, more) => {
        const given = [value, more];
        expect(serialize(cross(given))).toEqual(serialize(structuredClone(given)));
      }),
      { numRuns: 2000 },
    );
  });

  test("keeps holes", () => {
    // biome-ignore lint/suspicious/noSparseArray: that is the point
    const given = [, 1, , undefined, ,];
    const got = cross(given);
    expect(got).toHaveLength(5);
    expect(Object.keys(got)).toEqual(["1", "3"]);
  });

  test("keeps which objects are the same, cycles included", () => {
    const shared = { it: 1 };
    const cycle: { list: unknown[] } = { list: [shared, Object(7), shared] };
    cycle.list.push(cycle);
    const got = cross(cycle);
    expect(got.list[3]).toBe(got);
    expect(got.list[0]).toBe(got.list[2]);
    expect(got.list[0]).toEqual({ it: 1 });
  });

  test("keeps which views are of the same buffer, and the buffer whole", () => {
    const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
    const [one, two, all] = cross([new Uint8Array(buffer, 1, 2), new DataView(buffer, 2, 1), buffer] as const);
    expect(one.buffer).toBe(all);
    expect(two.buffer).toBe(all);
    expect([...one, two.getUint8(0), all.byteLength]).toEqual([2, 3, 3, 4]);
  });

  test("does not take a key for the prototype", () => {
    const given = JSON.parse('{ "__proto__": { "a": 1 } }') as object;
    const got = cross(given);
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
    expect(Object.keys(got)).toEqual(["__proto__"]);
  });

  test.each<[string, unknown, string]>([
    ["a function", () => 1, "a function"],
    ["a symbol", Symbol("s"), "a symbol"],
    ["a Map", new Map(), "Map"],
    ["shared memory", new Uint8Array(new SharedArrayBuffer(1)), "SharedArrayBuffer"],
    ["a Blob", new Blob([]), "Blob"],
    ["a boxed symbol", Object(Symbol("s")), "Symbol"],
  ])("refuses %s, before anything is sent", (_, value, name) => {
    expect(() => cross({ deep: [value] })).toThrow(new TypeError(`${name} cannot be sent as bytes`));
  });
});

describe("what goes beside the bytes", () => {
  function crossBeside(value: unknown, moved: readonly unknown[] = []): { got: unknown; beside: unknown[] } {
    const writer = new MessageWriter(moved, true);
    const bytes = writer.write(value);
    const beside = writer.beside as unknown[];
    expect(hasBeside(bytes)).toBe(writer.hasBeside);
    return { got: new MessageReader(bytes, beside).read(), beside };
  }

  test("is what cannot be bytes, once each, in its place", () => {
    const blob = new Blob(["x"]);
    const memory = new SharedArrayBuffer(4);
    const { got, beside } = crossBeside([blob, { blob, view: new Uint8Array(memory, 1, 2) }]);
    expect(beside).toEqual([blob, memory]);
    const [first, { blob: second, view }] = got as [Blob, { blob: Blob; view: Uint8Array }];
    expect(first).toBe(blob);
    expect(second).toBe(blob);
    expect([view.buffer, view.byteOffset, view.length]).toEqual([memory, 1, 2]);
  });

  test("is what is moved, with the views on it", () => {
    const bytes = new Uint8Array(8);
    const { got, beside } = crossBeside({ bytes, copied: new Uint8Array(2) }, [bytes.buffer]);
    expect(beside).toEqual([bytes.buffer]);
    expect((got as { bytes: Uint8Array }).bytes.buffer).toBe(bytes.buffer);
  });

  test("is nothing as a rule", () => {
    expect(crossBeside({ a: [1, new Uint8Array(2)] }).beside).toEqual([]);
  });
});
