import { types } from "node:util";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { nodeRuntime } from "../../src/platform/node/node-runtime.ts";
import { noBytes, webRuntime } from "../../src/platform/web/web-runtime.ts";

/** Objects of every kind, and some that look like one. A page has several realms: frames. */
const sources: Readonly<Record<string, string>> = {
  Map: "new Map()",
  "a subclass of Map": "new (class Own extends Map {})()",
  Set: "new Set()",
  Date: "new Date(NaN)",
  RegExp: "/x/",
  Number: "Object(1)",
  String: "Object('')",
  Boolean: "Object(false)",
  BigInt: "Object(1n)",
  Symbol: "Object(Symbol())",
  Error: "new RangeError()",
  "a subclass of Error": "new (class Own extends Error {})()",
  ArrayBuffer: "new ArrayBuffer(0)",
  SharedArrayBuffer: "new SharedArrayBuffer(0)",
  Promise: "Promise.resolve()",
  "an async function's": "(async () => {})()",
  "a thenable": "({ then() {} })",
  array: "[]",
  object: "({})",
  "object without a prototype": "Object.create(null)",
  view: "new Uint8Array(1)",
  "something that inherits from Map": "Object.create(Map.prototype)",
  "something that inherits from Date": "Object.create(Date.prototype)",
  function: "() => {}",
  WeakMap: "new WeakMap()",
};

describe.each(["this realm", "another"])("kinds, of %s", (realm) => {
  test.each(Object.entries(sources))("%s is what Node says it is", (_, source) => {
    const value = (realm === "another" ? runInNewContext(source) : Function(`return ${source}`)()) as object;
    for (const [name, is] of Object.entries(nodeRuntime.kinds)) {
      const web = webRuntime.kinds[name as keyof typeof webRuntime.kinds];
      expect([name, web(value)]).toEqual([name, is(value)]);
    }
  });
});

test("a Proxy is what it shows", () => {
  const value = new Proxy({}, {});
  expect([webRuntime.kinds.isProxy(value), types.isProxy(value)]).toEqual([false, true]);
});

describe("hasOnlyIndices()", () => {
  test.each([0, 3, 65_536])("finds a property besides %i items", (length) => {
    for (const make of [() => Array(length).fill(0), () => new Uint8Array(length)]) {
      expect(webRuntime.hasOnlyIndices(make())).toBe(true);
      expect(webRuntime.hasOnlyIndices(Object.assign(make(), { more: 1 }))).toBe(false);
    }
  });

  test("does not look for one in more items, which takes longer than sending them", () => {
    expect(webRuntime.hasOnlyIndices(Object.assign(new Uint8Array(65_537), { more: 1 }))).toBe(true);
  });

  test("of a DataView", () => {
    expect(webRuntime.hasOnlyIndices(new DataView(new ArrayBuffer(4)))).toBe(true);
  });
});

describe("noBytes()", () => {
  test("has nothing against memory, views and boxed primitives", () => {
    const values = [new ArrayBuffer(1), new Uint8Array(1), new DataView(new ArrayBuffer(1)), Object(1) as object];
    expect(values.map(noBytes)).toEqual(values.map(() => undefined));
  });

  test("says why not, and what to send instead", () => {
    const shared = new SharedArrayBuffer(1);
    expect([shared, new Uint8Array(shared), new Blob([])].map(noBytes)).toEqual([
      expect.stringContaining("a SharedArrayBuffer cannot be made of bytes"),
      expect.stringContaining("a SharedArrayBuffer cannot be made of bytes"),
      expect.stringContaining("send its bytes: await blob.arrayBuffer()"),
    ]);
  });
});
