// Whoever writes first is read first, whichever way the output goes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { needsShell, scenario } from "../scenario.mjs";

const straight = { deno: "The console of Deno writes to the descriptors everywhere, and nobody can capture it." };

/** What a worker with this program writes, to a parent that captures it. */
async function captured(text) {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(text)}`), {
    stdout: true,
    stderr: true,
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    worker[name].setEncoding("utf8").on("data", (data) => {
      output[name] += data;
    });
  }
  const code = await new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  assert.equal(code, 0);
  return output;
}

const imports = (name) => `import { ${name} } from ${JSON.stringify(import.meta.resolve("miniasync"))};`;

export const capturedByAParent = scenario(
  "the output of a worker's threads is captured with the worker's own, in order, whole, nested threads included",
  async () => {
    const large = 100_000;
    const { stdout, stderr } = await captured(`
      ${imports("coroutine, run")}
      const prints = coroutine(async (text) => console.log(text));
      const nested = coroutine(async (miniasync) => {
        const { coroutine, run } = await import(miniasync);
        console.log("thread");
        run(coroutine(async () => console.log("inner thread"))());
        console.log("thread again");
        console.error("an error");
      });
      console.log("caller");
      run(prints("x".repeat(${large})));
      console.log("caller again");
      run(nested(${JSON.stringify(import.meta.resolve("miniasync"))}));
      console.log("end");`);
    const lines = ["caller", "x".repeat(large), "caller again", "thread", "inner thread", "thread again", "end", ""];
    assert.deepEqual(stdout.split("\n"), lines);
    assert.equal(stderr, "an error\n");
  },
  { absent: straight },
);

export const afterTheRun = scenario(
  "what a worker's thread writes after the run is written, too, and keeps the worker from nothing",
  async () => {
    const { stdout } = await captured(`
      ${imports("coroutine, run")}
      run(coroutine(async () => {
        setTimeout(() => console.log("later"), 30);
        setTimeout(() => console.log("last"), 500);
      })());
      setTimeout(() => {
        console.log("caller");
        const end = Date.now() + 400;
        while (Date.now() < end);
      }, 300);`);
    assert.deepEqual(stdout.split("\n"), ["later", "caller", "last", ""]);
  },
  { absent: straight },
);

export const laterStream = scenario(
  "output is in order with what its caller writes to a full pipe, also when it writes for the first time after a call",
  (_, { file }) => {
    const program = `
      import { coroutine, run } from "miniasync";
      const prints = coroutine(async (i) => console.log(i + " thread" + "x".repeat(20000)));
      run(coroutine(async () => 0)());
      for (let i = 0; i < 8; i++) {
        console.log(i + " caller" + "x".repeat(20000));
        run(prints(i));
      }`;
    writeFileSync(file("program.mjs"), program);
    const { stdout } = spawnSync("sh", ["-c", '"$0" "$1" | (sleep 1; cat)', process.execPath, file("program.mjs")], {
      encoding: "utf8",
      maxBuffer: 1e7,
    });
    const expected = Array.from({ length: 8 }, (_, i) => `${i} caller\n${i} thread\n`).join("");
    assert.equal(stdout.replaceAll(/x+/g, ""), expected);
  },
  { absent: { ...needsShell, deno: "It runs a program as Node does.", bun: "It runs a program as Node does." } },
);
