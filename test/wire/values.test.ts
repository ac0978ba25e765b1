import { readdirSync, statfsSync, statSync } from "node:fs";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Loopback } from "./loopback.ts";

const result = (value: unknown): unknown => new Loopback().toCaller(value);
const argument = (value: unknown): unknown => new Loopback().toThread(value);

/** Equal in all that inspect shows, hidden properties and prototypes included. */
const seen = (value: unknown): string => inspect(value, { depth: 20, showHidden: true, sorted: false });

describe("a view of large memory", () => {
  const memory = new ArrayBuffer(1_000_000);

  test.each([
    new Uint8Array(memory, 8, 16),
    new Float64Array(memory, 8, 2),
    new DataView(memory, 8, 16),
    Object.assign(new Uint8Array(memory, 8, 16), { name: "window" }),
    new Uint8Array(memory, 8, 0),
  ])("is sent without what it does not show: %o", (view) => {
    new Uint8Array(memory).fill(7);
    const got = argument({ view }) as { view: Uint8Array };
    expect(got.view.buffer.byteLength).toBe(view.byteLength);
    const View = view.constructor as new (memory: ArrayBuffer) => object;
    const alone = new View(memory.slice(8, 8 + view.byteLength));
    expect(seen(got)).toBe(seen({ view: Object.assign(alone, "name" in view && { name: view.name }) }));
  });

  test("shares it with others of the same value, as here", () => {
    const [first, second, whole] = argument([new Uint8Array(memory, 0, 16), new Uint8Array(memory, 8, 16), memory]) as [
      Uint8Array,
      Uint8Array,
      ArrayBuffer,
    ];
    expect(first.buffer).toBe(whole);
    expect(second.buffer).toBe(whole);
    expect([second.byteOffset, whole.byteLength]).toEqual([8, 1_000_000]);
  });
});

describe("a value that is copied", () => {
  const shared = { s: 1 };
  const cyclic: Record<string, unknown> = { shared, again: shared };
  cyclic.self = cyclic;
  class Point {
    x = 1;
    get y() {
      return 2;
    }
  }
  const values: Record<string, unknown> = {
    undefined: undefined,
    null: null,
    "negative zero": -0,
    NaN: Number.NaN,
    bigint: 12345678901234567890n,
    "lone surrogate": "\ud800",
    "__proto__ as a key": JSON.parse('{"__proto__":{"a":1},"constructor":2,"hasOwnProperty":3,"then":4}'),
    "no prototype": Object.assign(Object.create(null), { a: 1 }),
    "sparse array": Object.assign(new Array(5), { 0: 1, 2: undefined, 4: 5 }),
    "very sparse array": Object.assign([], { 4294967290: 1 }),
    "array with properties": Object.assign([1, 2], { index: 0, groups: Object.create(null) }),
    "long array with properties": Object.assign(new Array(100).fill(0), { when: new Date(0) }),
    match: /(?<year>\d+)/.exec("in 1999"),
    "symbol keys": { [Symbol.for("k")]: 1, [Symbol.iterator]: 2 },
    "registered symbol": Symbol.for("x"),
    "invalid date": new Date(Number.NaN),
    "date with properties": Object.assign(new Date(5), { zone: "UTC" }),
    regexp: Object.assign(/a/giu, { lastIndex: 3, note: "x" }),
    "map with properties": Object.assign(new Map<unknown, unknown>([[shared, new Set([shared])]]), { name: "m" }),
    set: new Set([1, "a", null, undefined, Number.NaN]),
    "boxed primitives": [Object(1), Object("s"), Object(false), Object(1n)],
    "boxed string with properties": Object.assign(Object("s"), { z: 1 }),
    "typed arrays": [new Int8Array([-1]), new Uint16Array(2), new Float64Array([0.5, -0]), new BigInt64Array([5n])],
    "typed array with properties": Object.assign(new Uint8Array(100), { mime: "a/b" }),
    dataview: new DataView(new ArrayBuffer(4), 1, 2),
    buffer: Buffer.from("abc"),
    "buffer in an object": { b: Buffer.alloc(10_000, 7) },
    arraybuffer: new Uint8Array([1, 2]).buffer,
    url: new URL("http://user@host:81/a?b=c#d"),
    params: new URLSearchParams("a=1&a=2&b=%20"),
    cyclic,
    stats: statSync("."),
    "stats of bigints": statSync(".", { bigint: true }),
    statfs: statfsSync("."),
    dirents: readdirSync(".", { withFileTypes: true }),
  };

  test.for(Object.entries(values))("%s arrives whole, either way", ([, value]) => {
    expect(seen(result(value))).toBe(seen(value));
    expect(seen(argument({ value }))).toBe(seen({ value }));
    expect(Object.getPrototypeOf(Object(result(value)))).toBe(Object.getPrototypeOf(Object(value)));
  });

  test("cycles and shared parts stay what they are", () => {
    const copy = result({ cyclic, date: new Date() }) as { cyclic: typeof cyclic };
    expect(copy.cyclic.self).toBe(copy.cyclic);
    expect(copy.cyclic.shared).toBe(copy.cyclic.again);
    expect(copy.cyclic.shared).not.toBe(shared);
  });

  test("of a class without methods: its fields, and what its accessors show", () => {
    expect(result(new Point())).toEqual({ x: 1, y: 2 });
    expect(argument(new Point())).toEqual({ x: 1, y: 2 });
  });

  test("of a class named in data: fields, with or without methods", () => {
    class Money {
      amount = 5;
      format() {}
    }
    const bridge = new Loopback();
    bridge.thread.data.add("Money");
    expect(bridge.toCaller([new Money(), new (class Euro extends Money {})()])).toEqual([{ amount: 5 }, { amount: 5 }]);
  });

  test("the arguments object is an array", () => {
    const args = (function (..._: unknown[]) {
      // biome-ignore lint/complexity/noArguments: that is the case
      return arguments;
    })(1, "b");
    expect(result(args)).toEqual([1, "b"]);
  });

  test("a Buffer leaves its pool at home", () => {
    const copy = result(Buffer.from("abc")) as Buffer;
    expect(copy.buffer.byteLength).toBe(3);
    const nested = result([Buffer.from("abc"), new Date()]) as [Buffer];
    expect(nested[0].buffer.byteLength).toBe(3);
  });

  test("Headers keep every cookie, a Blob its bytes, a File its name", async () => {
    const headers = new Headers([
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["x", "y"],
    ]);
    expect([...(result(headers) as Headers)]).toEqual([...headers]);
    const blob = result(new Blob(["abc"], { type: "text/plain" })) as Blob;
    expect([blob.type, await blob.text()]).toEqual(["text/plain", "abc"]);
    const file = result(new File(["abc"], "a.txt", { type: "text/plain", lastModified: 5 })) as File;
    expect(file).toBeInstanceOf(File);
    const bridge = new Loopback();
    for (const value of [headers, blob, file, new URL("a:b"), new URLSearchParams("a")]) {
      expect(bridge.toCaller([value])).toEqual([expect.any(value.constructor)]);
      expect(bridge.toThread([value])).toEqual([expect.any(value.constructor)]);
    }
    expect(bridge.thread.exports.size).toBe(0);
    expect([file.name, file.type, file.lastModified, await file.text()]).toEqual(["a.txt", "text/plain", 5, "abc"]);
  });

  test("shared memory is shared", () => {
    const memory = new SharedArrayBuffer(4);
    new Uint8Array(result(memory) as SharedArrayBuffer)[0] = 7;
    expect(new Uint8Array(memory)[0]).toBe(7);
    new Uint8Array((result({ memory }) as { memory: SharedArrayBuffer }).memory)[1] = 8;
    expect(new Uint8Array(memory)[1]).toBe(8);
  });

  test("a symbol of the other side is the same again when it comes back", () => {
    const bridge = new Loopback();
    const symbol = Symbol("mine");
    const twin = bridge.toCaller({ symbol }) as { symbol: symbol };
    expect(twin.symbol).not.toBe(symbol);
    expect(twin.symbol.description).toBe("mine");
    expect(bridge.toThread(twin)).toEqual({ symbol });
    expect((bridge.toCaller([symbol]) as symbol[])[0]).toBe(twin.symbol);
  });

  test("a WebAssembly module stays one", () => {
    const { WebAssembly } = globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } };
    const module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    expect(result({ module })).toEqual({ module: expect.any(WebAssembly.Module) });
  });
});

describe("any value made of plain parts", () => {
  const plain = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withTypedArray: true,
    withSparseArray: true,
    withUnicodeString: true,
    maxDepth: 4,
  });

  test("arrives as it was, as a result, as an argument, and there and back again", () => {
    fc.assert(
      fc.property(plain, (value) => {
        const expected = seen(value);
        expect(seen(result(value))).toBe(expected);
        expect(seen(argument(value))).toBe(expected);
        expect(seen(new Loopback().echo({ value }))).toBe(seen({ value }));
      }),
      { numRuns: 300 },
    );
  });

  test("keeps who is who in a graph", () => {
    const graph = fc.array(fc.array(fc.nat({ max: 9 }), { maxLength: 5 }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(graph, fc.constantFrom("object", "array", "map", "mixed"), (edges, kind) => {
        const make = (index: number): object => {
          if (kind === "object" || (kind === "mixed" && index % 3 === 0)) return {};
          return kind === "array" || (kind === "mixed" && index % 3 === 1) ? [] : new Map();
        };
        const put = (on: object, key: number, value: unknown): void => {
          if (on instanceof Map) on.set(key, value);
          else (on as Record<number, unknown>)[key] = value;
        };
        const get = (on: object, key: number): unknown =>
          on instanceof Map ? on.get(key) : (on as Record<number, unknown>)[key];
        const nodes = edges.map((_, index) => make(index));
        edges.forEach((targets, from) => {
          targets.forEach((to, key) => {
            put(nodes[from]!, key, nodes[to]);
          });
        });
        const copies = result([...nodes]) as object[];
        edges.forEach((targets, from) => {
          targets.forEach((to, key) => {
            expect(get(copies[from]!, key)).toBe(copies[to]);
          });
        });
      }),
      { numRuns: 100 },
    );
  });
});
