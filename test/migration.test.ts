// What docs/migration says: its programs do the same before and after, and the peers differ from miniasync as its tables say.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runChild } from "./support/child.ts";

const examples = new URL("../docs/migration/examples/", import.meta.url);

describe("the programs before and after", () => {
  test.concurrent.for(readdirSync(examples))("from %s print the same", async (peer, { expect }) => {
    const before = await runChild(new URL(`${peer}/before.mjs`, examples));
    const after = await runChild(new URL(`${peer}/after.mjs`, examples));
    expect(before).toMatchObject({ stderr: "", code: 0 });
    expect(after).toMatchObject({ stdout: before.stdout, stderr: "", code: 0 });
    expect(before.stdout).not.toBe("");
  });
});

/** How each peer makes a blocking function of an async one. Each takes `kind` and an argument, and does what `job` says. */
const job = `async (kind, value) => {
  class OwnError extends Error {}
  switch (kind) {
    case "wait": return new Promise((resolve) => setTimeout(resolve, value));
    case "fail": throw Object.assign(new OwnError("it fails"), { code: "E_OWN" });
    case "response": return new Response("text");
    case "call": return value(1);
    case "never": return new Promise(() => {});
    case "captured": return around;
    case "mark":
      await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, 300);
        value.signal?.addEventListener("abort", () => { clearTimeout(timer); reject(value.signal.reason); });
      });
      value.words[0] = 1;
  }
}`;
const makers = {
  synckit: `
    import { createSyncFn, runAsWorker } from "synckit";
    import { isMainThread } from "node:worker_threads";
    const around = isMainThread ? "mine" : "its own";
    if (!isMainThread) runAsWorker(${job});
    const f = isMainThread ? createSyncFn(new URL(import.meta.url), { timeout: Number(process.env.TIMEOUT) || undefined }) : undefined;
    if (isMainThread) main();`,
  "make-synchronized": `import { makeSynchronized } from "make-synchronized"; const f = makeSynchronized(${job}); main();`,
  "make-synchronous": `import makeSynchronous from "make-synchronous"; const f = makeSynchronous(${job}); main();`,
  miniasync: `import { coroutine, run, signal } from "miniasync"; const j = coroutine(${job}); const f = (...a) => run(j(...a))[0]; main();`,
  // CommonJS: at the top level of an ES module it hangs, for that is the callback of a promise.
  deasync: `
    const deasync = require("deasync");
    const around = "mine";
    const j = ${job};
    const f = deasync((...args) => {
      const done = args.pop();
      j(...args).then((result) => done(null, result), done);
    });
    main();`,
};
type Maker = keyof typeof makers;
const threads: readonly Maker[] = ["synckit", "make-synchronized", "make-synchronous"];

/** Runs `body`, which may use `f` and `caught`, and gives what it printed. */
async function printed(maker: Maker, body: string, deadlineMs = 20_000, env: Readonly<Record<string, string>> = {}) {
  const caught =
    "const caught = (...args) => { try { return f(...args); } catch (error) { return { thrown: error }; } };";
  return runChild(`${makers[maker]}\nfunction main() { ${caught} ${body} }`, {
    deadlineMs,
    env,
    extension: maker === "deasync" ? "cjs" : "mjs",
  });
}

describe.concurrent.each(threads)("%s", (maker) => {
  test("makes one call after the other", async ({ expect }) => {
    const { stdout } = await printed(
      maker,
      "const start = performance.now(); f('wait', 100); f('wait', 100); console.log(performance.now() - start >= 198);",
    );
    expect(stdout).toBe("true\n");
  });

  test("loses the class of an error", async ({ expect }) => {
    const body =
      "const { thrown } = caught('fail'); console.log(thrown.message, thrown.constructor.name, thrown.code);";
    const code = maker === "make-synchronous" ? "undefined" : "E_OWN";
    expect((await printed(maker, body)).stdout).toBe(`it fails Error ${code}\n`);
  });

  test("gives an empty object for a thing with methods", async ({ expect }) => {
    expect((await printed(maker, "console.log(f('response'));")).stdout).toBe("{}\n");
  });

  test("cannot pass a function", async ({ expect }) => {
    const body = "console.log(caught('call', () => {}).thrown.name);";
    expect((await printed(maker, body)).stdout).toBe("DataCloneError\n");
  });

  test("hangs on a promise that never settles", async ({ expect }) => {
    expect(await printed(maker, "f('never');", 4_000)).toMatchObject({ timedOut: true });
  });
});

test("miniasync does what they do not", async () => {
  const { stdout, stderr } = await printed(
    "miniasync",
    `console.log(caught("fail").thrown.code, f("response").status, f("call", (n) => n + 1), caught("never").thrown.name);
     class OwnError extends Error {}
     const known = coroutine(${job}, { errors: [OwnError] });
     const results = run(known("fail"), known("call", (n) => n), { returnExceptions: [OwnError] });
     console.log(results[0] instanceof OwnError, results[1]);`,
  );
  expect(stderr).toBe("");
  expect(stdout).toBe("E_OWN 200 2 DeadlockError\ntrue 1\n");
});

/** The table of the README, without its first column: by row, then by library. */
const [, comparison = ""] = readFileSync(new URL("../README.md", import.meta.url), "utf8").split(
  "\n## Compared with\n",
);
const compared = new Map(
  [...(comparison.split("\n## ")[0] ?? "").matchAll(/^\| ([^|]+?) +\|(.*)\|$/gm)]
    .map(([, row = "", cells = ""]) => [row, cells.split("|").map((cell) => cell.trim())] as const)
    .filter(([, cells]) => cells.length === 4),
);
const columns = ["miniasync", "synckit", "make-synchronous", "deasync"] as const;

describe.concurrent("the table of the README", () => {
  /** A line that prints the one or the other. */
  const yes = (condition: string, then: string, otherwise: string) =>
    `console.log(${condition} ? ${JSON.stringify(then)} : ${JSON.stringify(otherwise)});`;
  const two: Readonly<Record<string, string>> = {
    miniasync: "run(j('wait', 150), j('wait', 150));",
    deasync:
      "let left = 2; for (const _ of [1, 2]) j('wait', 150).then(() => left--); deasync.loopWhile(() => left > 0);",
  };
  /** Programs, each of which prints the cell of its column. */
  const rows: Readonly<Record<string, (maker: Maker) => string>> = {
    "several calls": (maker) => `
      f("wait", 0);
      const start = performance.now();
      ${two[maker] ?? "f('wait', 150); f('wait', 150);"}
      ${yes("performance.now() - start < 290", maker === "deasync" ? "at once, in a loop of yours" : "at once", "one by one")}`,
    "an error keeps its class": (maker) =>
      maker === "miniasync"
        ? `class OwnError extends Error {}
           const known = coroutine(${job}, { errors: [OwnError] });
           let thrown; try { run(known("fail")); } catch (error) { thrown = error; }
           ${yes("thrown instanceof OwnError", "yes", "no")}`
        : yes('caught("fail").thrown.constructor.name === "OwnError"', "yes", "no"),
    "a result with methods": (maker) => `
      const response = f("response");
      ${yes("response.status !== 200", "loses them", maker === "miniasync" ? "a handle" : "the object itself")}`,
    "a function as an argument": () => yes('caught("call", (n) => n + 1) === 2', "is called back", "an error"),
    "the variables around the function": (maker) =>
      maker === "miniasync"
        ? `const around = "mine"; function* read() { return around; }
           ${yes('run(read())[0] === "mine" && /captures/.test(caught("captured").thrown)', "in your `function*`", "no")}`
        : yes('caught("captured") === "mine"', "yes", "no"),
    "your timers, while you wait": () => `
      let ran = false;
      f("wait", 0);
      setTimeout(() => { ran = true; }, 1);
      f("wait", 30);
      ${yes("ran", "run", "stand still")}`,
    "inside a promise callback": () => `Promise.resolve().then(() => { f("wait", 1); console.log("works"); });`,
    "a promise that never settles": () => `console.log("\`" + caught("never").thrown.name + "\`");`,
    "a deadline": (maker) => `
      const words = new Int32Array(new SharedArrayBuffer(4));
      let stopped = false;
      try {
        ${maker === "miniasync" ? "run(j('mark', { words, signal }), { timeout: 60 })" : 'f("mark", { words })'};
      } catch { stopped = true; }
      Atomics.wait(words, 0, 0, 600);
      console.log(!stopped ? "no" : words[0] === 1 ? "the work goes on" : "stops the work");`,
  };

  test.for(columns.flatMap((maker, column) => Object.keys(rows).map((row) => ({ maker, column, row }))))(
    "$maker: $row",
    async ({ maker, column, row }, { expect }) => {
      const cell = compared.get(row)?.[column];
      const hangs = cell === "hangs";
      const child = await printed(maker, rows[row]?.(maker) ?? "", hangs ? 4_000 : 20_000, {
        TIMEOUT: row === "a deadline" ? "60" : "",
      });
      if (hangs) return void expect(child).toMatchObject({ timedOut: true, stdout: "" });
      expect(child.stdout.trim()).toBe(cell);
    },
  );

  test("a native add-on, and a file for the worker", ({ expect }) => {
    const native = (name: string) => existsSync(new URL(`../node_modules/${name}/binding.gyp`, import.meta.url));
    expect(compared.get("needs a native add-on")).toEqual(columns.map((name) => (native(name) ? "yes" : "no")));
    // synckit's function takes a file's address, and no function: see `makers`.
    expect(compared.get("needs a file for the worker")).toEqual(["no", "yes", "no", "no"]);
  });

  test("has no other rows", ({ expect }) => {
    const found = [...compared.keys()].filter((row) => /[a-z]/.test(row)).sort();
    expect(found).toEqual([...Object.keys(rows), "needs a native add-on", "needs a file for the worker"].sort());
  });
});

describe("deasync", () => {
  test("lets timers of the program run while it waits, and miniasync does not", async () => {
    const { stdout } = await runChild(`
      import deasync from "deasync";
      import { run, sleep } from "miniasync";
      let ran = "none";
      setTimeout(() => { ran = "timer"; }, 1);
      run(sleep(20));
      console.log(ran);
      deasync.sleep(20);
      console.log(ran);`);
    expect(stdout).toBe("none\ntimer\n");
  });

  test("hangs in the callback of a promise, where miniasync works", async () => {
    const inCallback = (imports: string, wait: string) =>
      runChild(`${imports}; Promise.resolve().then(() => { ${wait}; console.log("went on"); });`, {
        deadlineMs: 4_000,
      });
    const peer = `import deasync from "deasync";
      const wait = deasync((done) => { Promise.resolve().then(() => done(null)); });`;
    expect(await inCallback(peer, "wait()")).toMatchObject({ timedOut: true, stdout: "" });
    const ours = 'import { coroutine, run } from "miniasync"; const wait = coroutine(async () => {});';
    expect(await inCallback(ours, "run(wait())")).toMatchObject({ timedOut: false, stdout: "went on\n" });
  });
});

test("sync-rpc turns a map into an empty object", async () => {
  const file = JSON.stringify(new URL("sync-rpc/map.cjs", examples).pathname);
  const { stdout } = await runChild(`
    import { writeFileSync, rmSync } from "node:fs";
    import rpc from "sync-rpc";
    const file = ${file}.replace("docs/migration/examples/sync-rpc", ".tmp");
    writeFileSync(file, "module.exports = () => async () => new Map([[1, 2]]);");
    console.log(rpc(file)());
    rmSync(file);`);
  expect(stdout).toBe("{}\n");
});

test("gensync.all() makes one blocking call after the other", async () => {
  const { stdout } = await runChild(`
    import gensync from "gensync";
    const log = [];
    const job = gensync({ sync: (name) => { log.push("begin " + name); log.push("end " + name); }, async: async () => {} });
    gensync(function* () { yield* gensync.all([job("a"), job("b")]); }).sync();
    console.log(log.join(", "));`);
  expect(stdout).toBe("begin a, end a, begin b, end b\n");
});
