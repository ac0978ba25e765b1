// Threads: their options, their lifetime, and where they may be used.
import assert from "node:assert/strict";
import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { Worker } from "node:worker_threads";

const condition = (coroutine) => coroutine(async () => (await import("conditional-package")).condition);
const thread = { execArgv: ["--conditions=special"] };

const noFlags = {
  why: "A thread of Deno or Bun takes no flags of its own: `execArgv` is ignored.",
  /** @type {import("../../scenario.ts").Scenario["body"]} */
  instead({ loop, coroutine }) {
    assert.deepEqual(
      loop((own) => own.run(condition(coroutine)()), { thread }),
      ["default"],
    );
  },
};

/** @type {readonly import("../../scenario.ts").Scenario[]} */
export const scenarios = [
  {
    name: "import: from an ES module, and from a CommonJS one by require",
    main: "commonjs.cjs",
    body(miniasync) {
      const required = createRequire(import.meta.url)("miniasync");
      assert.equal(required.run, miniasync.run);
      assert.deepEqual(globalThis.resultOfCommonJS, ["a/b", "commonjs-package"]);
    },
  },
  {
    name: "warm: the thread starts ahead",
    body({ run, warm, coroutine }) {
      warm();
      warm();
      assert.deepEqual(run(coroutine(() => "warm")()), ["warm"]);
    },
  },
  {
    name: "loop: a thread of its own, where whatever goes on ends with it",
    body({ loop, run, coroutine }, { pause }) {
      const words = new Int32Array(new SharedArrayBuffer(4));
      const id = coroutine(async () => (await import("node:worker_threads")).threadId);
      const [shared] = run(id());
      const own = loop((l) => {
        l.run(
          coroutine((words) => {
            setInterval(() => Atomics.add(words, 0, 1), 1);
          })(words),
        );
        pause(50);
        return l.run(id())[0];
      });
      const before = Atomics.load(words, 0);
      pause(50);
      assert(before > 0);
      assert.equal(Atomics.load(words, 0), before, "it goes on");
      assert.notEqual(own, shared);
    },
  },
  {
    name: "twenty loops, one after the other",
    body({ loop, coroutine }) {
      const echo = coroutine((value) => value);
      for (let i = 0; i < 20; i++)
        assert.deepEqual(
          loop((own) => own.run(echo(i))),
          [i],
        );
    },
  },
  {
    name: "the environment is shared; with thread.env it is a copy",
    env: { MINIASYNC_TEST: "outside" },
    body({ loop, run, coroutine }) {
      const read = coroutine(() => process.env.MINIASYNC_TEST);
      process.env.MINIASYNC_TEST = "changed";
      assert.deepEqual(run(read()), ["changed"]);
      assert.deepEqual(
        loop((own) => own.run(read()), { thread: { env: { MINIASYNC_TEST: "own" } } }),
        ["own"],
      );
      assert.equal(process.env.MINIASYNC_TEST, "changed");
    },
  },
  {
    name: "thread.execArgv: flags of the thread",
    body({ loop, coroutine }) {
      assert.deepEqual(
        loop((own) => own.run(condition(coroutine)()), { thread }),
        ["special"],
      );
    },
    differs: { deno: noFlags, bun: noFlags },
  },
  {
    name: "thread.imports: loaded before anything else",
    body({ loop, coroutine }) {
      const thread = { imports: ["esm-package", new URL("../sets-global.mjs", import.meta.url)] };
      assert.deepEqual(
        loop((own) => own.run(coroutine(() => globalThis.wasSet)()), { thread }),
        ["set"],
      );
    },
  },
  {
    name: "output of the thread comes at once, while its caller blocks, and whole",
    stdout: `from the thread\n${"x".repeat(100_000)}\nfrom the caller\n`,
    stderr: /an error line/,
    body({ run, coroutine }) {
      const print = coroutine(() => {
        console.log("from the thread");
        console.error("an error line");
        process.stdout.write(`${"x".repeat(100_000)}\n`);
      });
      run(print());
      writeSync(1, "from the caller\n");
    },
  },
  {
    name: "standard input can be read in the thread",
    body({ run, load }) {
      assert.deepEqual(run(load("node:fs").readFileSync(0, "utf8")), [""]);
    },
  },
  {
    name: "inside a worker of the program, which blocks on a thread of its own",
    async body() {
      const worker = new Worker(new URL("../nested-worker.mjs", import.meta.url));
      const message = await new Promise((resolve, reject) => {
        worker.on("message", resolve);
        worker.on("error", reject);
      });
      assert.deepEqual(message, ["from the innermost thread", "esm-package"]);
      await worker.terminate();
    },
  },
  {
    name: "inside the thread itself: three levels, each blocking",
    body({ run, load }) {
      assert.deepEqual(run(load("../levels.mjs", { from: import.meta.url }).descend(2)), ["2 1 0"]);
    },
  },
  {
    name: "the process ends promptly: with a call that goes on, a loop that nobody closed, a server in the thread",
    body({ run, loop, coroutine }) {
      run(
        coroutine(async () => {
          setInterval(() => {}, 10);
          (await import("node:http")).createServer().listen(0);
        })(),
      );
      const own = loop();
      own.spawn(coroutine(() => new Promise((done) => setTimeout(done, 60_000)))());
      own.run(coroutine(() => 1)());
    },
  },
  {
    name: "the process ends promptly: with a thread that spins",
    body({ run, coroutine }, { pause }) {
      run(
        coroutine(() => {
          setTimeout(() => {
            for (;;);
          }, 5);
        })(),
      );
      pause(30);
    },
  },
  {
    name: "the process ends promptly: with a module of --import that prints in the thread, too",
    flags: {
      node: ["--import", "./prints.mjs"],
      deno: ["run", "--allow-all", "--import", "./prints.mjs"],
      bun: ["--preload", "./prints.mjs"],
    },
    // Twice: in the process and in the thread, where a runtime loads it there, too.
    stderr: /(preloaded 1\s+preloaded 2\s+){1,2}/,
    stdout: "in the thread\nfrom the caller\n",
    body({ run, coroutine }) {
      run(coroutine(() => console.log("in the thread"))());
      writeSync(1, "from the caller\n");
    },
  },
  {
    name: "a run in an exit handler",
    stdout: "in the exit handler\n",
    body({ run, coroutine }) {
      process.on("exit", () => writeSync(1, `${run(coroutine(() => "in the exit handler")())}\n`));
    },
  },
  {
    name: "miniasync/testing: a virtual clock, and explore",
    async body({ loop, sleep }) {
      const { explore, VirtualClock } = await import("miniasync/testing");
      const clock = new VirtualClock();
      loop((own) => own.run(sleep(86_400_000)), { clock });
      assert.equal(clock.now(), 86_400_000);
      assert.equal(typeof explore, "function");
    },
  },
];
