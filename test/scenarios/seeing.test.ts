// What others see of a program that blocks, while it does: reports, lines, channels, a timeline.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killTree } from "../../scripts/run-process.mjs";
import { runChild } from "../support/child.ts";
import { readTrace } from "../support/trace-format.ts";

const imports = `
import { coroutine, load, loop, run, runAsync, signal, sleep, spawn } from "miniasync";
const later = coroutine(async function later(ms, value) {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return value;
});
const failing = coroutine(async function failing() {
  await new Promise((resolve) => setTimeout(resolve, 20));
  throw new RangeError("no");
});
`;

/** What a program writes to stderr and stdout. */
async function output(
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr, code } = await runChild(imports + program, { env });
  expect(code, stderr).toBe(0);
  return { stdout, stderr: stderr.replaceAll(/\(?(?:file:)?\/\S*\/(\d+-\d+\.mjs:\d+):\d+\)?/g, "FILE") };
}

describe("the report of a run that blocks for long", () => {
  test("is there while it blocks, and says where it was called and where its tasks wait", async () => {
    const folder = new URL(`../../.tmp/slow-${process.pid}/`, import.meta.url);
    mkdirSync(folder, { recursive: true });
    const file = new URL("slow.mjs", folder);
    writeFileSync(
      file,
      `import { coroutine, run, sleep } from "miniasync";
const answer = coroutine(function answer(ms) { return new Promise((resolve) => setTimeout(resolve, ms)); });
function* ask(ms) {
  yield* answer(ms);
}
function main() {
  run(ask(3_000), sleep(2_900));
}
main();
console.log("done");
`,
    );
    let child: ChildProcessByStdio<null, Readable, Readable> | undefined;
    try {
      child = spawn(process.execPath, [file.pathname], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, MINIASYNC_SLOW: "500" },
      });
      let stderr = "";
      let stdout = "";
      child.stdout.on("data", (data) => {
        stdout += data;
      });
      child.stderr.on("data", (data) => {
        stderr += data;
      });
      const ended = new Promise((resolve) => child?.on("close", resolve));
      await expect.poll(() => stderr, { timeout: 9000, interval: 10 }).toContain("at sleep()\n");
      expect(stdout, "it is still blocked").toBe("");
      expect(await ended).toBe(0);
      expect(stdout).toBe("done\n");
      const text = stderr.replaceAll(/\(?file:.*?slow\.mjs:(\d+):\d+\)?/g, "LINE $1").replaceAll(/\d\.\d s/g, "N s");
      const report = `miniasync: run() has blocked this thread for N s
    at main LINE 7
    at LINE 9
  2 tasks wait:
  Task-1
    at answer() in the thread
    at ask LINE 4
  Task-2
    at sleep()
`;
      // On a busy machine the thread may start later than the first, and the third may come after the end.
      const reports = text.replaceAll("  Thread 1 has not started yet\n", "").split(/(?=^miniasync: )/m);
      expect(reports.slice(0, -1).length).toBeGreaterThanOrEqual(2);
      expect(new Set(reports.slice(0, -1))).toEqual(new Set([report]));
      expect(reports.at(-1)).toBe("miniasync: run() is over after N s\n");
      const times = [...stderr.matchAll(/(\d\.\d) s/g)].map((match) => Number(match[1]));
      expect(times[0]).toBeGreaterThanOrEqual(0.5);
      expect(times[0]).toBeLessThan(2);
      expect(times.at(-1)).toBeGreaterThanOrEqual(3);
    } finally {
      if (child?.pid !== undefined) killTree(child.pid);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("tells of a single call, a run within a run, a read and calls that were cancelled", async () => {
    const { stderr } = await output(
      `
      const { writeSync } = await import("node:fs");
      run(later(1)); // On a busy machine the thread takes long to start.
      writeSync(2, "begin\\n");
      run(later(900));
      run((function* outer() {
        yield* sleep(1);
        run((function* inner() { yield* later(900); })());
      })(), sleep(2));
      const thing = coroutine(() => {
        class Thing { method() {} get slow() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900); return 1; } }
        return new Thing();
      });
      const [it] = run(thing());
      it.slow;
      loop((l) => l.run(sleep(900)));
      try { run(later(900), { timeout: 30, cancelGrace: 5_000 }); } catch {}
      `,
      { MINIASYNC_SLOW: "600" },
    );
    const reports = stderr
      .slice(stderr.indexOf("begin\n") + "begin\n".length)
      .replaceAll(/\d\.\d s/g, "N s")
      .split(/(?=miniasync: .* has blocked)/)
      .map((report) => report.replaceAll(/^ +at .*FILE\n/gm, "").replace(/miniasync: .* is over.*\n/, ""));
    expect(reports).toEqual([
      "miniasync: run() has blocked this thread for N s\n  1 task waits:\n  Task-1\n    at later() in the thread\n",
      "miniasync: run() has blocked this thread for N s\n  1 task waits:\n  Task-1\n    at later() in the thread\n" +
        "  1 task of the run around it waits, too:\n  Task-2\n    at sleep()\n",
      expect.stringMatching(/reading .*\.slow has blocked this thread for N s\n {2}It reads .*\.slow\n$/),
      "miniasync: loop.run() has blocked this thread for N s\n  1 task waits:\n  Task-1\n    at sleep()\n",
      "miniasync: run() has blocked this thread for N s\n  Cancelled calls have not ended: later()\n",
    ]);
  });

  test("is not written by programs that are not asked for it, or are quick", async () => {
    const program = "run(later(300), sleep(300));";
    expect((await output(program, {})).stderr).toBe("");
    expect((await output(program, { MINIASYNC_SLOW: "0", NODE_DEBUG: "http" })).stderr).toBe("");
    expect((await output(program, { MINIASYNC_SLOW: "5000" })).stderr).toBe("");
  });

  test("a time that is none is refused", async () => {
    const { stderr } = await output("run(sleep(1));", { MINIASYNC_SLOW: "5s" });
    expect(stderr).toBe(
      "miniasync: Cannot take MINIASYNC_SLOW=5s: it is no number of milliseconds; write MINIASYNC_SLOW=5000, or 0 for no report\n",
    );
  });
});

describe("NODE_DEBUG=miniasync", () => {
  test.each(["miniasync", "http,MINI*"])("writes lines of runs and calls: %s", async (sections) => {
    const { stderr } = await output(
      `
      run(later(1, "secret"));
      run((function* () { yield* sleep(1); return run(failing(), { returnExceptions: [Error] }); })());
      try { run(failing()); } catch {}
      await runAsync(later(1));
      run();
      `,
      { NODE_DEBUG: sections },
    );
    const lines = stderr.replaceAll(/MINIASYNC \d+: /g, "").replaceAll(/[\d.]+ ms/g, "N ms");
    expect(lines.split("\n")).toEqual([
      "run() in thread 0 at FILE",
      "later() of Task-1 in thread 1",
      "later() of Task-1 in thread 1 ended after N ms",
      "run() in thread 0 ended after N ms",
      "run() in thread 0 at FILE",
      expect.stringMatching(/^run\(\) of Task-1 in thread 0 at .*FILE$/),
      "failing() of Task-1 in thread 1",
      "failing() of Task-1 in thread 1 threw RangeError after N ms",
      "run() of Task-1 in thread 0 ended after N ms",
      "run() in thread 0 ended after N ms",
      "run() in thread 0 at FILE",
      "failing() of Task-1 in thread 1",
      "failing() of Task-1 in thread 1 threw RangeError after N ms",
      "run() in thread 0 threw RangeError after N ms",
      "runAsync() in thread 0 at FILE",
      "later() of Task-1 in thread 1",
      "later() of Task-1 in thread 1 ended after N ms",
      "runAsync() in thread 0 ended after N ms",
      "",
    ]);
  });
});

describe("the tracing channels", () => {
  const subscribing = `
    import { AsyncLocalStorage } from "node:async_hooks";
    import { channel, subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
    const events = [];
    const contexts = new Set();
    const handlers = (name) => Object.fromEntries(["start", "end", "asyncStart", "asyncEnd", "error"].map((event) => [event, (context) => {
      contexts.add(context);
      const { error, task, label, thread } = context;
      events.push([name, event, label, task ?? "-", thread, ...("error" in context ? [error?.name] : [])].join(" "));
    }]));
    const show = () => console.log(JSON.stringify({ events: events.splice(0), contexts: contexts.size, keys: [...new Set([...contexts].flatMap(Object.keys))].sort() }));
  `;
  async function shown(program: string): Promise<readonly { events: string[]; contexts: number; keys: string[] }[]> {
    const { stdout, stderr } = await output(subscribing + program, {});
    expect(stderr).toBe("");
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  test("tell of runs and calls, in order, with one context for each, and neither arguments nor results", async () => {
    const [first, second] = await shown(`
      run(later(1, "before"));
      tracingChannel("miniasync.run").subscribe(handlers("run"));
      tracingChannel("miniasync.call").subscribe(handlers("call"));
      run(later(1, "secret"));
      show();
      try { run(failing(), (function* () { yield* spawn(later(100), { name: "other" }); })(), { cancelGrace: 10_000 }); } catch {}
      show();
    `);
    expect(first).toEqual({
      events: [
        "run start run() - 0",
        "call start later() Task-1 1",
        "call end later() Task-1 1",
        "call asyncStart later() Task-1 1",
        "call asyncEnd later() Task-1 1",
        "run end run() - 0",
      ],
      contexts: 2,
      keys: ["label", "task", "thread"],
    });
    expect(second?.events).toEqual([
      "run start run() - 0",
      "call start failing() Task-1 1",
      "call end failing() Task-1 1",
      "call start later() other 1",
      "call end later() other 1",
      "call error failing() Task-1 1 RangeError",
      "call asyncStart failing() Task-1 1 RangeError",
      "call asyncEnd failing() Task-1 1 RangeError",
      "call error later() other 1 CancelledError",
      "call asyncStart later() other 1 CancelledError",
      "call asyncEnd later() other 1 CancelledError",
      "run error run() - 0 RangeError",
      "run end run() - 0 RangeError",
    ]);
  });

  test("tell whoever has subscribed to one of them only, as long as it has", async () => {
    const [calls, runs, nobody] = await shown(`
      const listener = handlers("call").error;
      subscribe("tracing:miniasync.call:error", listener);
      try { run(failing()); } catch {}
      show();
      unsubscribe("tracing:miniasync.call:error", listener);
      subscribe("tracing:miniasync.run:end", handlers("run").end);
      loop((l) => l.run(later(1)));
      show();
      contexts.clear();
      tracingChannel("miniasync.task");
      process.getBuiltinModule("node:diagnostics_channel").channel("tracing:miniasync.run:end");
      show();
    `);
    expect(calls?.events).toEqual(["call error failing() Task-1 1 RangeError"]);
    expect(runs?.events).toEqual(["run end loop.run() - 0"]);
    expect(nobody).toEqual({ events: [], contexts: 0, keys: [] });
  });

  test("tell of runs of runAsync, of what cannot be sent, and of reads", async () => {
    const [async, unsent, read] = await shown(`
      tracingChannel("miniasync.run").subscribe(handlers("run"));
      tracingChannel("miniasync.call").subscribe(handlers("call"));
      await Promise.all([runAsync(later(500, "a")), runAsync(failing()).catch(() => {})]);
      show();
      class Own { method() {} }
      try { run(later(1, new Own())); } catch {}
      show();
      contexts.clear();
      const thing = coroutine(() => new (class Thing { method() {} value = 1 })());
      const [it] = run(thing());
      events.length = 0;
      it.value;
      show();
    `);
    expect(async?.keys).toEqual(["async", "error", "label", "task", "thread"]);
    expect(async?.events.filter((event) => event.startsWith("run"))).toEqual([
      "run start runAsync() - 0",
      "run end runAsync() - 0",
      "run start runAsync() - 0",
      "run end runAsync() - 0",
      "run error runAsync() - 0 RangeError",
      "run asyncStart runAsync() - 0 RangeError",
      "run asyncEnd runAsync() - 0 RangeError",
      "run asyncStart runAsync() - 0",
      "run asyncEnd runAsync() - 0",
    ]);
    expect(unsent?.events).toEqual([
      "run start run() - 0",
      "call start later() Task-1 1",
      "call error later() Task-1 1 CloneError",
      "call end later() Task-1 1 CloneError",
      "run error run() - 0 CloneError",
      "run end run() - 0 CloneError",
    ]);
    expect(read?.events).toEqual([
      expect.stringMatching(/^call start .*\.value - 1$/),
      expect.stringMatching(/^call end .*\.value - 1$/),
      expect.stringMatching(/^call asyncStart .*\.value - 1$/),
      expect.stringMatching(/^call asyncEnd .*\.value - 1$/),
    ]);
  });

  test("tell of the turns of tasks, and of what these wait for", async () => {
    const { stdout } = await output(
      `${subscribing}
      for (const event of ["start", "end", "asyncEnd"]) {
        subscribe("tracing:miniasync.task:" + event, ({ label, waiting, error }) => console.log(label, event, waiting ?? "-", error?.name ?? ""));
      }
      const task = (function* () {
        const child = spawn(sleep(2), { name: "child" });
        yield* child;
        yield* later(1);
        yield* sleep(0);
        throw new RangeError("no");
      })();
      try { run(task); } catch {}
      `,
      {},
    );
    expect(stdout.split("\n").map((line) => line.trim())).toEqual([
      "Task-1 start -",
      "Task-1 end child",
      "child start -",
      "child end sleep()",
      "child start -",
      "child end -",
      "child asyncEnd -",
      "Task-1 start -",
      "Task-1 end later() in the thread",
      "Task-1 start -",
      "Task-1 end -",
      "Task-1 start -",
      "Task-1 end -",
      "Task-1 asyncEnd - RangeError",
      "",
    ]);
  });

  test("bring what is bound to the start of a run into its tasks, and nowhere else", async () => {
    const { stdout } = await output(
      `${subscribing}
      const storage = new AsyncLocalStorage();
      channel("tracing:miniasync.run:start").bindStore(storage, ({ task }) => (storage.getStore() ?? "root") + "/" + (task ?? "run"));
      const tell = (where) => console.log(where, storage.getStore());
      run((function* () {
        tell("in a task");
        yield* later(1);
        tell("after a call");
        run((function* () { yield* sleep(1); tell("within"); })());
        yield* spawn((function* () { tell("spawned"); yield* sleep(1); tell("later"); })());
      })());
      tell("outside");
      await runAsync((function* () { yield* sleep(1); tell("async"); })());
      `,
      {},
    );
    expect(stdout.trim().split("\n")).toEqual([
      "in a task root/run",
      "after a call root/run",
      "within root/run/Task-1",
      "spawned root/run",
      "later root/run",
      "outside undefined",
      "async root/run",
    ]);
  });
});

describe("miniasync/trace", () => {
  const folder = new URL(`../../.tmp/trace-${process.pid}/`, import.meta.url);
  const trace = new URL("miniasync.trace.json", folder);

  beforeAll(() => mkdirSync(folder, { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Start a program in that folder, with the timeline. */
  function start(source: string): ChildProcessByStdio<null, Readable, Readable> {
    rmSync(trace, { force: true });
    writeFileSync(new URL("program.mjs", folder), imports + source);
    return spawn(process.execPath, ["--import", "miniasync/trace", "program.mjs"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async function traceOf(source: string): Promise<ReturnType<typeof readTrace>> {
    const child = start(source);
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    try {
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect([code, stderr]).toEqual([0, ""]);
    } finally {
      if (child.pid !== undefined && child.exitCode === null) killTree(child.pid);
    }
    return readTrace(readFileSync(trace, "utf8"));
  }

  test("writes a track for the caller, for each task and for each thread", async () => {
    const { events, tracks, slices } = await traceOf(`
      function* fetching(ms) {
        const value = yield* later(ms, ms);
        yield* sleep(30);
        return value;
      }
      function* main() {
        const task = spawn(fetching(60), { name: "first" });
        yield* fetching(20);
        return yield* task;
      }
      run(main());
      try { run(failing()); } catch {}
    `);
    expect([...tracks].sort()).toEqual(["Task-1", "caller", "first", "thread 1", "thread 1 (2)"]);
    const on = (track: string) => slices.filter((slice) => slice.track === track).sort((a, b) => a.begin - b.begin);
    const shape = (track: string) => on(track).map(({ depth, name }) => `${" ".repeat(depth)}${name}`);
    expect(shape("Task-1")).toEqual([
      "Task-1",
      " later() in the thread",
      " sleep()",
      " first",
      "Task-1",
      " failing() in the thread",
    ]);
    expect(shape("first")).toEqual(["first", " later() in the thread", " sleep()"]);
    expect(shape("thread 1")).toEqual(["later()", "failing()"]);
    expect(shape("caller").slice(0, 3)).toEqual(["run()", " Task-1", " first"]);
    // Times are those that the program waits, in microseconds.
    const [life] = on("first");
    const [call, pause] = on("first").slice(1);
    const run = on("caller")[0];
    expect(call && call.end - call.begin).toBeGreaterThan(58_000);
    expect(pause && pause.end - pause.begin).toBeGreaterThan(28_000);
    expect(life && life.end - life.begin).toBeGreaterThan(88_000);
    expect(run && run.end - run.begin).toBeGreaterThan(88_000);
    expect(run && run.end - run.begin).toBeLessThan(10_000_000);
    // Where, by whom, and with which error.
    expect(run?.args.at).toMatch(/program\.mjs:\d+:\d+/);
    expect(on("thread 1")[0]?.args).toMatchObject({ at: expect.stringMatching(/^fetching .*program\.mjs/) });
    expect(on("thread 1")[1]?.args).toMatchObject({ task: "Task-1", error: "RangeError" });
    expect(events.filter(({ ph }) => ph === "s")).toHaveLength(3);
  });

  test("has tracks for runs of runAsync, and gives a track to the next one of its name", async () => {
    const { tracks, slices } = await traceOf(`
      await Promise.all([runAsync(later(20)), runAsync(later(10))]);
      for (let i = 0; i < 5; i++) run(later(1));
      process.on("exit", () => run(sleep(1)));
    `);
    expect([...tracks].sort()).toEqual([
      "Task-1",
      "Task-1 (2)",
      "caller",
      "runAsync",
      "runAsync (2)",
      "thread 1",
      "thread 1 (2)",
    ]);
    expect(slices.filter(({ name }) => name === "run()")).toHaveLength(6);
  });

  test("ends all slices though the program ends in the middle", async () => {
    const { slices } = await traceOf(`run((function* () { yield* sleep(5); process.exit(); })(), later(10_000));`);
    expect(slices.map(({ name }) => name)).toEqual(expect.arrayContaining(["run()", "Task-1", "Task-2", "later()"]));
  });

  test("has all events of a program that is killed while it blocks", async () => {
    const child = start("run((function* () { yield* sleep(5); yield* later(100_000); })());");
    try {
      await expect
        .poll(
          () => {
            try {
              return readFileSync(trace, "utf8");
            } catch {
              return "";
            }
          },
          { timeout: 9000, interval: 20 },
        )
        .toContain('"name":"later() in the thread"');
    } finally {
      if (child.pid !== undefined) killTree(child.pid);
    }
    // Viewers do not need the end of the list.
    const text = readFileSync(trace, "utf8");
    expect(() => JSON.parse(text)).toThrow();
    const events: { name?: string }[] = JSON.parse(`${text}]`);
    expect(events.at(-1)?.name).toBe("later() in the thread");
  });

  test("shows of the example when each report waits, and for what", async () => {
    const example = new URL("../../examples/timeline/main.mjs", import.meta.url);
    const { tracks, slices } = await traceOf(`await import(${JSON.stringify(example.href)});`);
    expect([...tracks].sort()).toEqual(["Task-1", "a", "b", "c", "caller", "thread 1", "thread 1 (2)", "thread 1 (3)"]);
    const waits = (track: string) =>
      slices.filter(({ cat, track: on }) => cat === "wait" && on === track).map(({ name }) => name);
    expect(waits("Task-1")).toEqual(["read() in the thread", "other tasks", "sleep()"]);
    expect(waits("a")).toEqual(["read() in the thread", "save() in the thread"]);
    expect(waits("c")).toEqual(["Semaphore.acquire()", "read() in the thread", "save() in the thread"]);
  });

  test("leaves no file where nothing is run", async () => {
    const child = start("console.log(1)");
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
    expect(() => readFileSync(trace)).toThrow("ENOENT");
  });
});

describe("Ctrl-C", () => {
  const program = (body: string) => `
    import { writeSync } from "node:fs";
    process.on("SIGINT", () => console.log("handled"));
    const wait = (ms) => { writeSync(1, "waiting\\n"); run(sleep(ms)); };
    ${body}
  `;

  /** How a program ends that gets the signal while it waits. */
  async function interrupted(body: string): Promise<{ signal: unknown; stdout: string }> {
    const folder = new URL(`../../.tmp/interrupted-${process.pid}/`, import.meta.url);
    mkdirSync(folder, { recursive: true });
    const file = new URL("program.mjs", folder);
    writeFileSync(file, imports + program(body));
    const child = spawn(process.execPath, [file.pathname], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      let stdout = "";
      child.stdout.on("data", (data) => {
        if (!stdout.includes("waiting")) child.kill("SIGINT");
        stdout += data;
      });
      const signal = await new Promise((resolve) => child.on("close", (_, by) => resolve(by)));
      return { signal, stdout };
    } finally {
      if (child.pid !== undefined && child.exitCode === null) killTree(child.pid);
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test("ends a program at once that has taken its handlers off", async () => {
    expect(
      await interrupted(`
        const handlers = process.listeners("SIGINT");
        process.removeAllListeners("SIGINT");
        wait(15_000);
        for (const handler of handlers) process.on("SIGINT", handler);
      `),
    ).toEqual({ signal: "SIGINT", stdout: "waiting\n" });
  });
});
