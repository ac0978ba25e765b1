// What the thread prints is there at once, in order, whatever its caller does.
import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { killTree } from "../../scripts/run-process.mjs";
import { expectEnded, scenario } from "../support/scenario.ts";

describe("the output of the thread", () => {
  test("is in order with that of its caller, before and after", async () => {
    const result = await scenario(`
      console.log("caller 1");
      run(coroutine(async () => { console.log("thread 1"); await null; process.stdout.write("thread 2\\n"); })());
      console.log("caller 2");
      run((function* () {
        yield* coroutine(() => console.log("thread 3"))();
        console.log("caller 3");
        yield* coroutine(() => console.log("thread 4"))();
      })());
      console.log("caller 4");`);
    expectEnded(result, 0);
    expect(result.stdout.split("\n")).toEqual([
      "caller 1",
      "thread 1",
      "thread 2",
      "caller 2",
      "thread 3",
      "caller 3",
      "thread 4",
      "caller 4",
    ]);
    expect(result.stderr).toBe("");
  });

  test("of both streams keeps all kinds of data, encodings and callbacks", async () => {
    const result = await scenario(`
      attempt(() => run(coroutine(async () => {
        const write = (stream, ...args) => new Promise((done) => stream.write(...args, done));
        await write(process.stdout, "plain\\n");
        await write(process.stdout, "68656c6c6f0a", "hex");
        await write(process.stdout, new Uint8Array([0x62, 0x79, 0x74, 0x65, 0x73, 0x0a]));
        await write(process.stderr, Buffer.from("grüße\\n"));
        process.stdout.cork();
        process.stdout.write("corked 1\\n");
        process.stdout.write("corked 2\\n");
        process.stdout.uncork();
        console.error("an error");
        return "written";
      })()));`);
    expectEnded(result, 1);
    expect(result.attempts[0]).toMatchObject({ value: ["written"] });
    expect(result.stdout.split("\n")).toEqual(["plain", "hello", "bytes", "corked 1", "corked 2"]);
    expect(result.stderr).toBe("grüße\nan error\n");
  });

  test("is not lost when the thread calls process.exit()", async () => {
    const result = await scenario(`
      attempt(() => run(coroutine(() => {
        for (let i = 0; i < 1000; i++) console.log("line " + i);
        console.error("the last word");
        process.exit(1);
      })()));`);
    expectEnded(result, 1);
    expect(result.stdout.split("\n")).toEqual(Array.from({ length: 1000 }, (_, i) => `line ${i}`));
    expect(result.stderr).toBe("the last word\n");
    expect(result.attempts[0]).toMatchObject({ name: "ThreadExitedError", stderr: ["the last word"] });
  });

  test("is not lost when the process exits right after the call", async () => {
    const result = await scenario(`
      run(coroutine(() => { for (let i = 0; i < 1000; i++) console.log("line " + i); })());
      process.exit(0);`);
    expectEnded(result, 0);
    expect(result.stdout.split("\n")).toHaveLength(1000);
  });

  test("is there, and keeps nothing alive, when a module of --import has printed in the thread before", async () => {
    const file = `${process.cwd()}/.tmp/prints-${process.pid}.mjs`;
    writeFileSync(file, `console.log("early 1"); console.log("early 2"); console.error("an early error");`);
    try {
      const result = await scenario(
        `run(coroutine(() => { console.log("thread"); console.error("an error"); })());
         console.log("caller");
         await new Promise((done) => setTimeout(done, 20));`,
        { nodeFlags: ["--import", file] },
      );
      expectEnded(result, 0);
      // The first early line of the thread is there once the caller no longer blocks.
      const early = ["early 1", "early 2"];
      expect(result.stdout.split("\n").sort()).toEqual([...early, ...early, "caller", "thread"].sort());
      expect(result.stdout.indexOf("thread")).toBeLessThan(result.stdout.indexOf("caller"));
      expect(result.stderr.split("\n").sort()).toEqual(["", "an early error", "an early error", "an error"]);
    } finally {
      rmSync(file);
    }
  });

  test("of a nested thread is there, too", async () => {
    const file = `${process.cwd()}/.tmp/nested-${process.pid}.mjs`;
    writeFileSync(
      file,
      `import { coroutine, run } from "miniasync";
       export const inner = async () => { console.log("outer thread"); return run(coroutine(() => { console.log("inner thread"); return 7 })())[0]; };`,
    );
    try {
      const result = await scenario(`attempt(() => run(load(${JSON.stringify(`file://${file}`)}).inner()));`);
      expectEnded(result, 1);
      expect(result.stdout).toBe("outer thread\ninner thread");
      expect(result.attempts[0]).toMatchObject({ value: [7] });
    } finally {
      rmSync(file);
    }
  });

  test("the last ten lines of stderr are in ThreadExitedError", async () => {
    const result = await scenario(`
      attempt(() => run(coroutine(() => {
        for (let i = 0; i < 100; i++) console.error("line " + i);
        process.stderr.write("x".repeat(1e6) + " and no end of the line");
        process.exit(1);
      })()));
      attempt(() => run(coroutine(() => {
        for (let i = 0; i < 100; i++) console.error("line " + i);
        throw process.exit(1);
      })()));`);
    expectEnded(result, 2);
    expect(result.attempts[1]!.stderr).toEqual(Array.from({ length: 10 }, (_, i) => `line ${90 + i}`));
    expect(result.attempts[0]!.stderr!.join("\n").length).toBeLessThan(10_000);
    expect(result.attempts[0]!.stderr!.at(-1)).toMatch(/ and no end of the line$/);
  });
});

/** Runs a program and gives its output as it comes. */
function start(program: string): {
  file: string;
  child: ReturnType<typeof spawn>;
  until(text: string): Promise<string>;
} {
  const file = `${process.cwd()}/.tmp/output-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`;
  writeFileSync(file, `import { coroutine, run } from "miniasync";\n${program}`);
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  let seen = "";
  return {
    file,
    child,
    until: (text) =>
      new Promise((resolve, reject) => {
        const deadline = setTimeout(() => reject(new Error(`saw only ${JSON.stringify(seen)}`)), 8000);
        const look = (): void => {
          if (!seen.includes(text)) return;
          clearTimeout(deadline);
          resolve(seen);
        };
        child.stdout!.on("data", (data) => {
          seen += data;
          look();
        });
        look();
      }),
  };
}

describe("while the caller is blocked", () => {
  test.each([
    [
      "waits",
      `run(coroutine(async () => { console.log("hello"); await new Promise((done) => setTimeout(done, 60_000)); })());`,
    ],
    ["hangs", `run(coroutine(() => { console.log("hello"); for (;;); })());`],
    [
      "is busy itself",
      `run((function* () { yield* coroutine(() => { setTimeout(() => console.log("hello"), 50); })(); for (;;); })());`,
    ],
  ])("output is there at once: it %s", async (_, program) => {
    const { child, file, until } = start(program);
    try {
      expect(await until("hello\n")).toBe("hello\n");
      expect(child.exitCode).toBeNull();
    } finally {
      killTree(child.pid!);
      rmSync(file);
    }
  });
});

describe("a full pipe with a slow reader", () => {
  test("loses and reorders nothing", async () => {
    // More than a pipe holds (64 KB), from both sides by turns, and nobody reads for a while.
    const { child, file, until } = start(`
      const print = coroutine((from) => { for (let i = from; i < from + 2000; i++) console.log("line " + i + " " + "x".repeat(100)); });
      run(print(0));
      for (let i = 2000; i < 2100; i++) console.log("line " + i + " " + "x".repeat(100));
      run(print(2100));
      console.log("end");
      process.exit(0);`);
    try {
      child.stdout!.pause();
      await new Promise((resolve) => setTimeout(resolve, 400));
      child.stdout!.resume();
      const text = await until("end\n");
      const numbers = text
        .split("\n")
        .slice(0, -2)
        .map((line) => Number(line.split(" ")[1]));
      expect(numbers).toEqual(Array.from({ length: 4100 }, (_, i) => i));
    } finally {
      killTree(child.pid!);
      rmSync(file);
    }
  });

  test("whose reader goes away ends nothing but the output", async () => {
    const { child, file } = start(`
      const print = coroutine(() => { for (let i = 0; i < 5000; i++) console.log("x".repeat(100)); return "written"; });
      process.exit(run(print())[0] === "written" ? 42 : 1);`);
    try {
      child.stdout!.destroy();
      const code = await new Promise((resolve) => child.on("exit", resolve));
      expect(code).toBe(42);
    } finally {
      killTree(child.pid!);
      rmSync(file);
    }
  });
});
