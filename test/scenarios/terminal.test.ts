// The terminal and the input of the process, as the thread has them.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTerminal } from "../support/terminal.ts";

const root = `${import.meta.dirname}/../..`;
const node = JSON.stringify(process.execPath);
let folder: string;
beforeAll(() => {
  mkdirSync(`${root}/.tmp`, { recursive: true });
  folder = mkdtempSync(`${root}/.tmp/terminal-`);
  writeFileSync(`${folder}/looks.mjs`, looks);
  writeFileSync(`${folder}/asks.mjs`, asks);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const looks = `
  import { coroutine, run } from "miniasync";
  const look = () => [process.stdout, process.stderr].map((stream) => [
    stream.isTTY, stream.columns, stream.rows, stream.getWindowSize?.(), stream.getColorDepth?.(), stream.hasColors?.(),
    stream.hasColors?.(256), typeof stream.clearLine,
  ]).concat([[process.stdin.isTTY]]);
  const [there] = run(coroutine(async () => {
    const look = () => [process.stdout, process.stderr].map((stream) => [
      stream.isTTY, stream.columns, stream.rows, stream.getWindowSize?.(), stream.getColorDepth?.(), stream.hasColors?.(),
      stream.hasColors?.(256), typeof stream.clearLine,
    ]).concat([[process.stdin.isTTY]]);
    return look();
  })());
  console.log(JSON.stringify(there));
  console.log(JSON.stringify(look()));
  process.stdin.unref?.();
`;

const asks = `
  import { coroutine, run } from "miniasync";
  const ask = coroutine(async (question) => {
    const { createInterface } = await import("node:readline/promises");
    globalThis.lines ??= createInterface({ input: process.stdin, output: process.stdout });
    return globalThis.lines.question(question);
  });
  for (const question of ["name? ", "more? "]) {
    try {
      console.log("hello", ...run(ask(question)));
    } catch (error) {
      console.log(error.code);
    }
  }
`;

describe.skipIf(process.platform !== "linux").concurrent("the thread in a terminal", () => {
  test("knows the terminal, its size and its colours as the main thread does", async () => {
    const command = `sh -c 'stty cols 77 rows 22; ${node} looks.mjs'`;
    const { screen } = await inTerminal(command, [], { cwd: folder, env: { COLORTERM: "", TERM: "xterm-256color" } });
    const [there, here] = screen.trim().split("\n");
    expect(there).toBe(here);
    expect(JSON.parse(there as string)[0].slice(0, 4)).toEqual([true, 77, 22, [77, 22]]);
  });

  test("asks, while the caller is blocked", async () => {
    const { screen, code } = await inTerminal(
      `${node} asks.mjs`,
      [
        ["name? ", "Ann\n"],
        ["more? ", "Bob\n"],
      ],
      { cwd: folder },
    );
    expect(screen).toMatch(/hello Ann\n[\s\S]*hello Bob\n/);
    expect(code).toBe(0);
  });
});

describe("the thread without a terminal", () => {
  const program = (file: string, stdin: { input?: string; stdio?: [number, "pipe", "pipe"] }) => {
    const { stdout } = spawnSync(process.execPath, [file], {
      cwd: folder,
      encoding: "utf8",
      timeout: 20_000,
      ...stdin,
    });
    return stdout;
  };

  test("knows that there is none, as the main thread does", () => {
    const [there, here] = program("looks.mjs", { input: "" }).trim().split("\n");
    expect(there).toBe(here);
    expect(JSON.parse(there as string)[0][0]).toBeNull();
  });

  test("reads a pipe and a file", () => {
    // readline reads all there is, and says so, unless the end comes only after the question.
    const read = /^name\? hello Ann\n(ERR_USE_AFTER_CLOSE|more\? MINIASYNC_DEADLOCK)\n$/;
    expect(program("asks.mjs", { input: "Ann\n" })).toMatch(read);
    writeFileSync(`${folder}/input.txt`, "Ann\n");
    expect(program("asks.mjs", { stdio: [openSync(`${folder}/input.txt`, "r"), "pipe", "pipe"] })).toMatch(read);
  });

  test("a question that the end of the input leaves without an answer is a DeadlockError", () => {
    expect(program("asks.mjs", { input: "" })).toBe("name? MINIASYNC_DEADLOCK\nERR_USE_AFTER_CLOSE\n");
  });
});
