// Output of the thread is there at once, in order, whatever its caller does.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { writeSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { needsShell, scenario } from "../scenario.mjs";

export const outputComesAtOnce = scenario(
  "output of the thread comes at once, while its caller blocks, and whole",
  ({ run, coroutine }) => {
    const print = coroutine(() => {
      console.log("from the thread");
      console.error("an error line");
      process.stdout.write(`${"x".repeat(100_000)}\n`);
    });
    run(print());
    writeSync(1, "from the caller\n");
  },
  { stdout: `from the thread\n${"x".repeat(100_000)}\nfrom the caller\n`, stderr: /an error line/ },
);

export const standardInput = scenario("standard input can be read in the thread", ({ run, load }) => {
  assert.deepEqual(run(load("node:fs").readFileSync(0, "utf8")), [""]);
});

export const inOrder = scenario(
  "output of the thread is in order with that of its caller, before and after",
  ({ run, coroutine }) => {
    const twice = coroutine(async () => {
      console.log("thread 1");
      await null;
      process.stdout.write("thread 2\n");
    });
    function* mixed() {
      yield* coroutine(() => console.log("thread 3"))();
      console.log("caller 3");
      yield* coroutine(() => console.log("thread 4"))();
    }
    console.log("caller 1");
    run(twice());
    console.log("caller 2");
    run(mixed());
    console.log("caller 4");
  },
  {
    stdout: "caller 1\nthread 1\nthread 2\ncaller 2\nthread 3\ncaller 3\nthread 4\ncaller 4\n",
    stderr: "",
  },
);

export const allKindsOfData = scenario(
  "output of both streams keeps all kinds of data, encodings and callbacks",
  ({ run, coroutine }) => {
    const writes = coroutine(async () => {
      const write = (stream, ...args) => new Promise((done) => stream.write(...args, done));
      await write(process.stdout, "plain\n");
      await write(process.stdout, "68656c6c6f0a", "hex");
      await write(process.stdout, new Uint8Array([0x62, 0x79, 0x74, 0x65, 0x73, 0x0a]));
      await write(process.stderr, Buffer.from("grüße\n"));
      process.stdout.cork();
      process.stdout.write("corked 1\n");
      process.stdout.write("corked 2\n");
      process.stdout.uncork();
      console.error("an error");
      return "written";
    });
    assert.deepEqual(run(writes()), ["written"]);
  },
  { stdout: "plain\nhello\nbytes\ncorked 1\ncorked 2\n", stderr: "grüße\nan error\n" },
);

const thousandLines = Array.from({ length: 1000 }, (_, i) => `line ${i}\n`).join("");

export const beforeTheThreadExits = scenario(
  "output is not lost when the thread calls process.exit()",
  ({ run, coroutine }, { failure }) => {
    const prints = coroutine(() => {
      for (let i = 0; i < 1000; i++) console.log(`line ${i}`);
      console.error("the last word");
      process.exit(1);
    });
    const error = failure(() => run(prints()));
    assert.deepEqual([error.name, error.stderr], ["ThreadExitedError", ["the last word"]]);
  },
  { stdout: thousandLines, stderr: "the last word\n" },
);

export const beforeTheProcessExits = scenario(
  "output is not lost when the process exits right after the call",
  ({ run, coroutine }, { holds }) => {
    const prints = coroutine(() => {
      for (let i = 0; i < 1000; i++) console.log(`line ${i}`);
    });
    run(prints());
    holds();
    process.exit(0);
  },
  { stdout: thousandLines },
);

export const ofANestedThread = scenario(
  "output of a thread of the thread is there, too",
  ({ run, load }) => {
    const { printsAndCalls } = load("../fixtures/nested-output.mjs", { from: import.meta.url });
    assert.deepEqual(run(printsAndCalls()), [7]);
  },
  { stdout: "outer thread\ninner thread\n" },
);

export const lastLines = scenario(
  "the last ten lines of stderr are in ThreadExitedError, and not too much of a long one",
  ({ run, coroutine }, { failure }) => {
    const prints = coroutine((end) => {
      for (let i = 0; i < 100; i++) console.error(`line ${i}`);
      process.stderr.write(end);
      process.exit(1);
    });
    const { stderr } = failure(() => run(prints("")));
    assert.deepEqual(
      stderr,
      Array.from({ length: 10 }, (_, i) => `line ${90 + i}`),
    );
    const long = failure(() => run(prints(`${"x".repeat(1e6)} and no end of the line`)));
    assert(long.stderr.join("\n").length < 10_000);
    assert.match(long.stderr.at(-1), / and no end of the line$/);
  },
);

const noPreload = "A thread of Deno or Bun loads no module of `--import`.";

export const afterAPreload = scenario(
  "output of a thread in which a module of --import has printed is there, and the first of that keeps nothing alive",
  async ({ run, coroutine }, { holds }) => {
    const prints = coroutine(() => {
      console.log("thread");
      console.error("an error");
    });
    run(prints());
    console.log("caller");
    await new Promise((done) => setTimeout(done, 20));
    holds();
  },
  {
    flags: { node: ["--import", "./fixtures/prints-early.mjs"] },
    absent: { deno: noPreload, bun: noPreload },
    // What the module prints in the thread may come as late as the caller gives its event loop a turn.
    stdout: /^(?=(.*early 1){2})(?=(.*early 2){2}).*thread\n.*caller\n/s,
    stderr: /^(?=(.*an early error){2}).*an error/s,
  },
);

export const fullPipe = scenario(
  "output is in order with what its caller writes to a pipe that is full",
  () => {
    const program = fileURLToPath(new URL("../fixtures/prints-by-turns.mjs", import.meta.url));
    const { stdout } = spawnSync("sh", ["-c", '"$0" "$1" | (sleep 1; cat)', process.execPath, program], {
      encoding: "utf8",
      maxBuffer: 1e7,
    });
    const expected = Array.from({ length: 8 }, (_, i) => `${i} caller\n${i} thread\n`).join("");
    assert.equal(stdout.replaceAll(/x+/g, ""), expected);
  },
  { absent: { ...needsShell, deno: "It runs a program as Node does.", bun: "It runs a program as Node does." } },
);

export const inOrderInAWorker = scenario(
  "output is in order with that of its caller when the caller is a worker",
  async () => {
    const worker = new Worker(new URL("../fixtures/worker-prints-by-turns.mjs", import.meta.url));
    await new Promise((resolve) => worker.on("exit", resolve));
  },
  { stdout: "1 caller\n2 thread\n3 caller\n4 thread\n" },
);
