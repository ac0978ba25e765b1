// What docs/migration says: its programs do the same before and after, and the peers differ from miniasync as its tables say.
import { readdirSync } from "node:fs";
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
  }
}`;
const makers = {
  synckit: `
    import { createSyncFn, runAsWorker } from "synckit";
    import { isMainThread } from "node:worker_threads";
    if (!isMainThread) runAsWorker(${job});
    const f = isMainThread ? createSyncFn(new URL(import.meta.url)) : undefined;
    if (isMainThread) main();`,
  "make-synchronized": `import { makeSynchronized } from "make-synchronized"; const f = makeSynchronized(${job}); main();`,
  "make-synchronous": `import makeSynchronous from "make-synchronous"; const f = makeSynchronous(${job}); main();`,
  miniasync: `import { coroutine, run } from "miniasync"; const j = coroutine(${job}); const f = (...a) => run(j(...a))[0]; main();`,
};
type Maker = keyof typeof makers;
const threads: readonly Maker[] = ["synckit", "make-synchronized", "make-synchronous"];

/** Runs `body`, which may use `f` and `caught`, and gives what it printed. */
async function printed(maker: Maker, body: string, deadlineMs = 20_000) {
  const caught =
    "const caught = (...args) => { try { return f(...args); } catch (error) { return { thrown: error }; } };";
  return runChild(`${makers[maker]}\nfunction main() { ${caught} ${body} }`, { deadlineMs });
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
