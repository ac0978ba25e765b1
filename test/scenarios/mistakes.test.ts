// Errors begin at the line of the user: 64 mistakes of newcomers, as they see them in their terminal.
import { describe, expect, test } from "vitest";
import { runChild } from "../support/child.ts";
import { mistakes } from "./mistakes.mjs";

const framesOf = (text: string): string[] =>
  text.split("\n").flatMap((line) => /^\s+(at .*:\d+:\d+\)?)(?: \{)?$/.exec(line)?.[1] ?? []);
const ofPackage = /miniasync(?:-worker)?\.[cm]?js/;

/** The build that coverage is measured with has source maps, and long lines: nobody sees it. */
const measured = process.env.NODE_V8_COVERAGE !== undefined;

describe.skipIf(measured)("what a newcomer sees", { concurrent: true }, () => {
  test.for(mistakes)("$name", async ({ program, says, as = "error", at = "both" }, { expect }) => {
    const { stderr, code } = await runChild(`${program}\n`);
    const line = program.split("\n").findIndex((text) => text.includes("// here")) + 1;
    expect(stderr).toMatch(says);
    expect(code).toBe(as === "warning" ? 0 : 1);
    if (as === "refused") return;
    // The engine's own error, of code that the package runs, ends with its frames.
    if (as === "engine") expect(framesOf(stderr).findIndex((frame) => ofPackage.test(frame))).toBeGreaterThan(0);
    else expect(stderr).not.toMatch(ofPackage);
    const frames = framesOf(stderr);
    const here = new RegExp(`:${line}:\\d+\\)?$`);
    if (at === "shown") expect(frames.some((frame) => here.test(frame))).toBe(true);
    else expect(frames[0]).toMatch(here);
    if (as === "warning" || at === "message") return;
    const [shown = "", source] = stderr.split("\n");
    const shownLine = Number(/^file:.*\.mjs:(\d+)$/.exec(shown)?.[1]);
    if (at !== "stack") expect(shownLine).toBe(line);
    expect(source).toBe(program.split("\n")[shownLine - 1]);
  });

  test("are told of more than sixty mistakes", () => {
    expect(mistakes.length).toBeGreaterThan(63);
  });
});

describe.skipIf(measured)("in a CommonJS program, where Node shows the line of the throw", { concurrent: true }, () => {
  test.for([
    "const { run } = require('miniasync');\nrun(Promise.resolve(1)); // here",
    "const { run, timeout, sleep } = require('miniasync');\nrun((function* () {\n  yield* timeout(1, sleep(1000)); // here\n})());",
    "const { run } = require('miniasync');\nrun((function* () {\n  throw new Error('mine'); // here\n})());",
  ])("the message comes first, and the line of the user: %s", async (program, { expect }) => {
    const { stderr } = await runChild(program, { extension: "cjs" });
    const line = program.split("\n").findIndex((text) => text.includes("// here")) + 1;
    expect(stderr).toMatch(/^(?:\S+Error|Error): /);
    expect(framesOf(stderr)[0]).toMatch(new RegExp(`\\.cjs:${line}:\\d+\\)?$`));
  });
});

describe.skipIf(measured)("in the console of Node", () => {
  test("a stack ends at the typed line, and things of a thread are printed briefly", async () => {
    const { stdout } = await runChild(`
      import repl from "node:repl";
      import { PassThrough } from "node:stream";
      import * as miniasync from "miniasync";
      const input = new PassThrough();
      Object.assign(repl.start({ input, output: process.stdout, terminal: false }).context, miniasync);
      const lines = [
        'load("node:os")',
        'sync(load("node:os"))',
        'run(coroutine(async () => new Response("x"))())[0]',
        'run(Promise.resolve(1))',
        'run(load("node:fs/promises").stat("no-such-file"))',
        'sync(load("node:fs/promises")).stat("no-such-file")',
      ];
      input.end(lines.map((line) => line + "\\n").join(""));
    `);
    expect(stdout).toContain('Proxy [ [remote "node:os"], … ]');
    expect(stdout).toContain('Proxy [ [remote "node:os", blocking], … ]');
    expect(stdout).toMatch(/Proxy \[ \[remote Response#\d+\], … \]/);
    expect(framesOf(stdout).filter((frame) => /REPL\d+:1:\d+$/.test(frame))).toHaveLength(3);
    expect(stdout).toContain("run(): argument 1 is a Promise");
    expect(stdout).not.toMatch(/node:(?:repl|vm|domain)/);
  });
});
