import { describe, expect, test } from "vitest";
import { limitStacks, textOf, textWithStack } from "../../src/errors.ts";

describe("the text of what was thrown", () => {
  test.each<[what: string, thrown: unknown, text: string]>([
    ["an error", new TypeError("wrong"), "TypeError: wrong"],
    ["a text", "text", "text"],
    ["nothing", undefined, "undefined"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["an object without a prototype", Object.create(null), "something that has no text"],
    [
      "an error that throws when asked",
      Object.defineProperty(new Error(), "message", { get: fail }),
      "something that has no text",
    ],
  ])("that is %s", (_what, thrown, text) => {
    expect(textOf(thrown)).toBe(text);
  });

  test("has the stack of an error, if that has one", () => {
    expect(textWithStack(new Error("wrong"))).toMatch(/^Error: wrong\n {4}at .*text\.test/);
    expect(textWithStack(Object.assign(new Error("wrong"), { stack: [] }))).toBe("Error: wrong");
    expect(textWithStack(Object.defineProperty(new Error("wrong"), "stack", { get: fail }))).toBe("Error: wrong");
    expect(textWithStack("text")).toBe("text");
  });
});

test("limitStacks() gives the limit until then", () => {
  const before = Error.stackTraceLimit;
  expect(limitStacks(1)).toBe(before);
  const short = new Error("short").stack?.split("\n").length;
  expect(limitStacks(before)).toBe(1);
  expect([short, Error.stackTraceLimit]).toEqual([2, before]);
});

function fail(): never {
  throw new Error("not to be asked");
}
