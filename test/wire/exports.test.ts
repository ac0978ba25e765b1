import { describe, expect, test } from "vitest";
import { encode, takeBack } from "../../src/wire/encode.ts";
import { Exports, type Undo } from "../../src/wire/exports.ts";
import { Imports } from "../../src/wire/imports.ts";
import { Loopback } from "./loopback.ts";

describe("Exports", () => {
  test("gives the same thing the same number, until it is released as often as it was sent", () => {
    const exports = new Exports();
    const [one, other] = [{}, {}];
    const number = exports.add(one, undefined, []);
    expect([exports.add(one, undefined, []), exports.add(other, undefined, [])]).toEqual([number, number + 1]);
    exports.release([number, 1]);
    expect(exports.get(number)?.thing).toBe(one);
    exports.release([number, 1, 77, 1]);
    expect([exports.get(number), exports.size]).toEqual([undefined, 1]);
    expect(exports.add(one, undefined, [])).not.toBe(number);
  });

  test("takes back what was not sent, with what was known before", () => {
    const exports = new Exports<string>();
    const thing = {};
    const first: Undo[] = [];
    const second: Undo[] = [];
    const number = exports.add(thing, "first", first);
    exports.add(thing, "second", second);
    takeBack(second);
    expect(exports.get(number)).toMatchObject({ about: "first", sent: 1 });
    takeBack(first);
    expect(exports.size).toBe(0);
  });
});

describe("Imports", () => {
  test("gives one stand-in for a thing, and tells how often it had arrived when it is released", () => {
    const released: number[][] = [];
    const imports = new Imports((...pair) => released.push(pair));
    const standIn = imports.arrive(5, () => ({}));
    expect(imports.arrive(5, () => ({}))).toBe(standIn);
    expect([imports.numberOf(standIn), imports.numberOf({}), imports.size]).toEqual([5, undefined, 1]);
    imports.release(5);
    imports.release(5);
    expect([released, imports.size]).toEqual([[[5, 2]], 0]);
  });
});

describe("encode()", () => {
  test("registers nothing of a value that cannot be sent, on either side", () => {
    const { caller, thread } = new Loopback();
    const bad = Object.defineProperty({}, "bad", {
      enumerable: true,
      get: () => {
        throw new Error("unreadable");
      },
    });
    class Thing {
      method() {}
    }
    expect(() => encode([() => {}, { call() {} }, Promise.resolve()], caller, "args")).toThrow("a Promise cannot");
    expect(() => encode([new Thing(), { call() {} }, bad], thread, "result")).toThrow("unreadable");
    expect([caller.exports.size, thread.exports.size]).toEqual([0, 0]);
    // The class is told of again, since nobody has heard of it.
    expect(thread.refer(new Thing(), undefined as never, [])).toMatchObject({ about: { methods: ["method"] } });
  });
});
