import { afterEach, describe, expect, test } from "vitest";
import { fileIn, framesOf } from "../../src/in-caller/stacks.ts";

describe("fileIn()", () => {
  test.each([
    ["    at f (file:///app/a.js:1:2)", "file:///app/a.js"],
    ["    at async file:///app/a.js:1:2", "file:///app/a.js"],
    ["    at new Object.<anonymous> (/my app (x86)/a.js:1:2)", "/my app (x86)/a.js"],
    ["    at /my app (/x86)/a.js:1:2", "/my app (/x86)/a.js"],
    ["    at async f (C:\\Program Files (x86)\\a.js:1:2)", "C:\\Program Files (x86)\\a.js"],
    ["    at C:\\Program Files (x86)\\app\\a.cjs:1:2", "C:\\Program Files (x86)\\app\\a.cjs"],
    ["    at Object.<anonymous> (\\\\server\\share (x86)\\a.cjs:1:2)", "\\\\server\\share (x86)\\a.cjs"],
    ["    at async \\\\server\\share\\a.cjs:1:2", "\\\\server\\share\\a.cjs"],
    ["    at f (file://server/share/a.js:1:2)", "file://server/share/a.js"],
    ["    at file:///app%20(x86)/%23%25/a.js:1:2", "file:///app%20(x86)/%23%25/a.js"],
    ["    at Object.a (b) [as c] (/é#%/a.js:10:20)", "/é#%/a.js"],
    ["f@https://host/@fs/(a)/a.js:1:2", "https://host/@fs/(a)/a.js"],
    ["@http://host/a.js:1:2", "http://host/a.js"],
    ["http://host/a.js:1:2", "http://host/a.js"],
    ["f@http://host/a.js line 3 > eval line 1 > Function:1:2", "http://host/a.js"],
    ["    at eval (eval at f (file:///app/a.js:1:2), <anonymous>:1:1)", undefined],
    ["    at async Promise.all (index 0)", undefined],
    ["    at node:internal/main/run_main:1:2", undefined],
    ["    at f (<anonymous>)", undefined],
    ["Error: in /app/a.js", undefined],
  ])("%s", (line, file) => {
    expect(fileIn(line)).toBe(file);
  });
});

describe("framesOf()", () => {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", before);
  });

  test.each<[string, PropertyDescriptor]>([
    ["gives frames", { value: (_: Error, frames: unknown) => frames, configurable: true }],
    ["throws", { value: () => expect.unreachable(), configurable: true }],
    ["is read by a getter", { get: () => () => 5, configurable: true }],
  ])("finds them whatever others make of a stack: one that %s", (_, descriptor) => {
    Object.defineProperty(Error, "prepareStackTrace", descriptor);
    expect(framesOf(new Error())[0]?.file).toMatch(/stacks\.test\.ts$/);
    expect(Object.getOwnPropertyDescriptor(Error, "prepareStackTrace")).toMatchObject(descriptor);
  });

  test("finds them in a text that was made before", () => {
    Reflect.deleteProperty(Error, "prepareStackTrace");
    const error = new Error();
    expect(error.stack).toBeTypeOf("string");
    expect(framesOf(error)[0]?.file).toMatch(/stacks\.test\.ts$/);
    expect("prepareStackTrace" in Error && Object.hasOwn(Error, "prepareStackTrace")).toBe(false);
  });

  test("finds none where the stack is no text", () => {
    const error = Object.defineProperty(new Error(), "stack", { value: [] });
    expect(framesOf(error)).toEqual([]);
  });
});
