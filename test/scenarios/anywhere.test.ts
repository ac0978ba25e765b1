// run() works wherever synchronous code runs.
import { rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runChild } from "../support/child.ts";
import { expectEnded, scenario } from "../support/scenario.ts";

const values = (result: Awaited<ReturnType<typeof scenario>>) =>
  result.attempts.map(({ value, message }) => value ?? message);

describe("run()", () => {
  test("works at the top level of a CommonJS module, and of one that is required by another", async () => {
    const result = await runChild(
      `const { run, coroutine } = require("miniasync");
       console.log(run(coroutine(async () => 1)(), coroutine(async () => 2)()).join());
       console.log(run(coroutine(async () => __filename === undefined)()).length);`,
      { extension: "cjs", deadlineMs: 10_000, nodeFlags: ["--no-warnings"] },
    );
    expect(result).toMatchObject({ timedOut: false });
    expect(result.stdout.split("\n")[0]).toBe("1,2");
  });

  test("works at the top level of an ES module, before and after an await", async () => {
    const result = await scenario(`
      attempt(() => run(echo(1))[0]);
      await null;
      attempt(() => run(echo(2))[0]);
      await new Promise((done) => setTimeout(done, 1));
      attempt(() => run(echo(3))[0]);`);
    expectEnded(result, 3);
    expect(values(result)).toEqual([1, 2, 3]);
  });

  test.each([
    ["a promise continuation", `await Promise.resolve().then(job)`],
    ["an async function", `await (async () => { await null; job(); })()`],
    ["a microtask", `await new Promise((done) => queueMicrotask(() => { job(); done(); }))`],
    ["process.nextTick", `await new Promise((done) => process.nextTick(() => { job(); done(); }))`],
    ["a timer", `await new Promise((done) => setTimeout(() => { job(); done(); }, 1))`],
    ["setImmediate", `await new Promise((done) => setImmediate(() => { job(); done(); }))`],
    ["an event", `process.on("custom", job); process.emit("custom")`],
    [
      "the callback of a file",
      `const { readFile } = await import("node:fs"); await new Promise((done) => readFile(process.execPath, () => { job(); done(); }))`,
    ],
    [
      "a getter, a constructor and a sort",
      `({ get a() { job(); return 1 } }).a; new (class { constructor() { job() } }); [2, 1].sort(() => { job(); return 0 })`,
    ],
    ["an exit handler", `process.on("exit", job)`],
    [
      "an uncaughtException handler",
      `process.on("uncaughtException", job); setTimeout(() => { throw new Error("caught") }); await new Promise((done) => setTimeout(done, 50))`,
    ],
  ])("works in %s", async (_, program) => {
    const result = await scenario(`
      const job = () => attempt(() => run(echo("first"), later(5, "second")).join());
      ${program}`);
    expect(result).toMatchObject({ timedOut: false, code: 0 });
    expect(new Set(values(result))).toEqual(new Set(["first,second"]));
  });

  test("works in a plain callback, which the thread waits for, with local coroutines and another thread", async () => {
    const result = await scenario(`
      const apply = coroutine((callback, value) => [callback(value), callback(value + 1)]);
      attempt(() => run(apply((value) => run(sleep(1, value))[0], 1)));
      attempt(() => run(apply((value) => loop((own) => own.run(echo(value))[0], { thread: {} }), 1)));
      attempt(() => run(apply((value) => run(echo(value))[0], 1)));
      attempt(() => run(apply(function* (value) { return yield* echo(value); }, 1).constructor === Object ? echo(1) : echo(2)));`);
    expectEnded(result, 4);
    expect(result.attempts[0]).toMatchObject({ value: [[1, 2]] });
    expect(result.attempts[1]).toMatchObject({ value: [[1, 2]] });
    expect(result.attempts[2]).toMatchObject({
      name: "LoopError",
      message: expect.stringContaining("generator function"),
    });
  });

  test("works in runs in runs", async () => {
    const result = await scenario(`
      const nest = (depth) => depth === 0 ? run(echo("bottom"))[0] : run((function* () { yield* later(1); return nest(depth - 1); })())[0];
      attempt(() => nest(20));`);
    expectEnded(result, 1);
    expect(values(result)).toEqual(["bottom"]);
  });
});

describe("run() in other workers", () => {
  const inWorkers = (depth: number): string => `
    import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
    const depth = isMainThread ? 0 : workerData;
    const own = run(echo("depth " + depth), later(5, process.pid === undefined))[0];
    if (depth < ${depth}) {
      const lines = await new Promise((done, fail) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: depth + 1 });
        worker.on("message", done).on("error", fail);
      });
      lines.push(own);
      if (isMainThread) attempt(() => lines); else parentPort.postMessage(lines);
    } else parentPort.postMessage([own]);`;

  test("works in each of them, and all of them end", async () => {
    const result = await scenario(inWorkers(3));
    expectEnded(result, 1);
    expect(values(result)).toEqual([["depth 3", "depth 2", "depth 1", "depth 0"]]);
  });

  test("works in code that a thread of ours runs, several levels deep, each blocking", async () => {
    const file = `${process.cwd()}/.tmp/levels-${process.pid}.mjs`;
    writeFileSync(
      file,
      `import { load, run } from "miniasync";
       export function down(levels) {
         return levels === 0 ? "bottom" : levels + " " + run(load(import.meta.url).down(levels - 1))[0];
       }`,
    );
    try {
      const result = await scenario(`
        const { down } = load(${JSON.stringify(`file://${file}`)});
        attempt(() => run(down(3))[0]);
        attempt(() => run(down(3), down(2)).join());`);
      expectEnded(result, 2);
      expect(values(result)).toEqual(["3 2 1 bottom", "3 2 1 bottom,2 1 bottom"]);
    } finally {
      rmSync(file);
    }
  });

  test("ends with its worker when that is terminated while it blocks", async () => {
    const result = await scenario(`
      import { Worker, isMainThread, parentPort } from "node:worker_threads";
      import { readdirSync } from "node:fs";
      const threads = () => readdirSync("/proc/self/task").length;
      if (!isMainThread) {
        parentPort.postMessage("blocks");
        run(later(60_000));
      }
      const before = threads();
      const worker = new Worker(new URL(import.meta.url));
      await new Promise((done) => worker.on("message", done));
      await new Promise((done) => setTimeout(done, 100));
      await worker.terminate();
      await new Promise((done) => setTimeout(done, 100));
      attempt(() => threads() - before);`);
    expectEnded(result, 1);
    expect(values(result)).toEqual([0]);
  });
});
