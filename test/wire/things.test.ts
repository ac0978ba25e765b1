import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { Loopback } from "./loopback.ts";

const argument = (value: unknown): unknown => new Loopback().toThread(value);

describe("a thing with behaviour", () => {
  class Thing {
    size = 1;
    method() {}
  }

  test.for<[string, () => object, string]>([
    ["an instance with methods", () => new Thing(), "Thing#"],
    ["an instance whose parent has methods", () => new (class Child extends Thing {})(), "Child#"],
    ["a function", () => function work() {}, "function work#"],
    ["a class", () => Thing, "class Thing#"],
    ["a promise", () => Promise.resolve(), "Promise#"],
    ["a generator", () => (function* () {})(), "Generator#"],
    ["a Response", () => new Response("x"), "Response#"],
    ["an AbortController", () => new AbortController(), "AbortController#"],
    ["an Event", () => new Event("x"), "Event#"],
    ["a WeakMap", () => new WeakMap(), "WeakMap#"],
    ["a formatter", () => new Intl.NumberFormat(), "NumberFormat#"],
    ["a namespace of the language", () => JSON, "Object#"],
    [
      "a Map with methods of its own",
      () =>
        new (class Index extends Map {
          find() {}
        })(),
      "Index#",
    ],
    [
      "a Date with methods of its own",
      () =>
        new (class Day extends Date {
          next() {}
        })(),
      "Day#",
    ],
    [
      "an array with methods of its own",
      () =>
        new (class Stack extends Array {
          peek() {}
        })(),
      "Stack#",
    ],
    [
      "bytes with methods of their own",
      () =>
        new (class Block extends Uint8Array {
          hash() {}
        })(1),
      "Block#",
    ],
    ["a subclass of URL", () => new (class Link extends URL {})("a:b"), "Link#"],
    ["a MessagePort", () => new MessageChannel().port1, "MessagePort#"],
  ])("%s stays, and is the same handle every time", ([, make, label]) => {
    const bridge = new Loopback();
    const thing = make();
    const [first, second] = bridge.toCaller([thing, { thing }]) as [object, { thing: object }];
    expect(first).toBe(second.thing);
    expect(inspect(first)).toBe(`[remote ${label}1]`);
    expect(bridge.toThread(first)).toBe(thing);
    expect(bridge.toThread([first])).toEqual([thing]);
  });

  test("is refused as an argument, with its path and the remedy", () => {
    const bad = [{ list: [new Thing()] }];
    expect(() => argument(bad)).toThrow(
      "Cannot send args[0].list[0]: an instance of Thing has methods, which cannot cross; pass plain data, or make it in the thread",
    );
    expect(() => argument([Promise.resolve()])).toThrow("a Promise cannot settle while this thread blocks");
    expect(() => argument([async () => {}])).toThrow("write a generator function (function*) instead");
    expect(() => argument([Thing])).toThrow("Cannot send args[0]: a class cannot make its instances in the thread");
    expect(() => argument([(function* () {})()])).toThrow("a coroutine which has not run");
    expect(() => argument([new AbortController().signal])).toThrow(TypeError);
  });

  test("is released when it has arrived as often as it was sent", () => {
    const bridge = new Loopback();
    const thing = new Thing();
    bridge.toCaller([thing]);
    const handle = bridge.toCaller(thing) as Disposable;
    expect(bridge.thread.exports.size).toBe(1);
    handle[Symbol.dispose]();
    const released = bridge.takeReleased();
    bridge.toCaller(thing); // Crosses with the release: the thread must not forget it.
    bridge.thread.exports.release(released);
    expect(bridge.thread.exports.size).toBe(1);
    (bridge.toCaller(thing) as Disposable)[Symbol.dispose]();
    bridge.thread.exports.release(bridge.takeReleased());
    expect(bridge.thread.exports.size).toBe(0);
    expect(() => bridge.toThread(handle)).toThrow("it has been released");
  });
});
