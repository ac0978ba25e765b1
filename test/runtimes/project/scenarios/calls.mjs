// Calls into a thread: what is reached, and how values travel.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";

/** @type {readonly import("../../scenario.ts").Scenario[]} */
export const scenarios = [
  {
    name: "load: a module of the runtime; Buffer and Stats keep their class",
    body({ run, load, sync }) {
      /** @type {import("miniasync").Remote<typeof import("node:fs/promises")>} */
      const fs = load("node:fs/promises");
      const [bytes, stats] = run(fs.readFile("package.json"), fs.stat("package.json"));
      assert(Buffer.isBuffer(bytes));
      assert.equal(JSON.parse(String(bytes)).name, "consumer");
      assert.equal(stats.isFile(), true);
      assert.equal(sync(fs).readFile("package.json", "utf8"), String(bytes));
    },
  },
  {
    name: "load: packages (ES module, CommonJS), a local file, JSON",
    body({ run, load }) {
      const esm = load("esm-package");
      const commonjs = load("commonjs-package");
      const local = load("../local-module.mjs", { from: import.meta.url });
      const json = load("../data.json", { from: import.meta.url });
      assert.deepEqual(run(esm.name(), commonjs.name(), local.name(), json.default), [
        "esm-package",
        "commonjs-package",
        "local-module",
        { name: "data" },
      ]);
    },
  },
  {
    name: "load: a module that is missing, or has no such name, is an error that says so",
    body({ run, load }, { failure }) {
      assert.equal(failure(() => run(load("no-such-package").f())).code, "ERR_MODULE_NOT_FOUND");
      assert.match(failure(() => run(load("esm-package").other())).message, /has no "other"; it has name/);
    },
  },
  {
    name: "coroutine: inline functions, with import() as from their file",
    body({ run, coroutine }) {
      const sum = coroutine(async (a, b) => {
        const { name } = await import("esm-package");
        return [name(), a + b];
      });
      assert.deepEqual(run(sum(1, 2), sum(3, 4)), [
        ["esm-package", 3],
        ["esm-package", 7],
      ]);
    },
  },
  {
    name: "calls overlap: two that wait for each other",
    body({ run, load }) {
      const local = load("../local-module.mjs", { from: import.meta.url });
      assert.deepEqual(run(local.meet("a"), local.meet("b")), ["b", "a"]);
    },
  },
  {
    name: "fetch in the thread, of a server in another process; a deadline aborts it",
    body({ run, coroutine, signal, TimeoutError }, { server, failure }) {
      const text = coroutine(async (url, options) => (await fetch(url, options)).text());
      // The server answers when both are there.
      assert.deepEqual(run(text(`${server}/meet?a`), text(`${server}/meet?b`)), ["2 together", "2 together"]);
      const aborted = () => Number(run(text(`${server}/aborted`))[0]);
      const before = aborted();
      assert(failure(() => run(text(`${server}/never`, { signal }), { timeout: 100 })) instanceof TimeoutError);
      for (let i = 0; aborted() === before; i++) assert(i < 100, "the server still waits for the request");
    },
  },
  {
    name: "errors: class, code, cause, own properties, both stacks",
    body({ run, load, coroutine }, { failure }) {
      const missing = failure(() => run(load("node:fs/promises").readFile("no-such-file")));
      assert.deepEqual([missing.code, missing.syscall, missing.path], ["ENOENT", "open", "no-such-file"]);
      assert(missing instanceof Error);
      const fails = coroutine(() => {
        throw Object.assign(new RangeError("outer", { cause: new TypeError("inner") }), { status: 503 });
      });
      const error = failure(() => run(fails()));
      assert(error instanceof RangeError && error.cause instanceof TypeError);
      assert.deepEqual([error.message, error.cause.message, error.status], ["outer", "inner", 503]);
      assert.match(error.stack ?? "", /calls\.mjs/);
    },
  },
  {
    name: "errors that are listed take the place of a result; AggregateError; what is thrown and no error",
    body({ run, coroutine }, { failure }) {
      const fails = coroutine((what) => {
        if (what === "many") throw new AggregateError([new RangeError("one"), "two"], "many");
        throw what;
      });
      const [listed, good] = run(fails(new RangeError("listed")), coroutine(() => 1)(), {
        returnExceptions: [RangeError],
      });
      assert(listed instanceof RangeError && good === 1);
      const many = failure(() => run(fails("many")));
      assert(many instanceof AggregateError && many.errors[0] instanceof RangeError && many.errors[1] === "two");
      assert.equal(
        failure(() => run(fails("text"))),
        "text",
      );
    },
  },
  {
    name: "values: Map, Set, Date, RegExp, bigint, views, cycles, holes, undefined",
    body({ run, coroutine }) {
      const echo = coroutine((value) => value);
      const value = {
        map: new Map([["a", new Set([1])]]),
        date: new Date(5),
        pattern: /a+/gi,
        big: 12345678901234567890n,
        floats: new Float64Array([1.5, -0]),
        // biome-ignore lint/suspicious/noSparseArray: that is the point
        holes: [1, , undefined, Number.NaN],
        buffer: Buffer.from("text"),
      };
      value.self = value;
      const [back] = run(echo(value));
      assert.deepEqual(back, value);
      assert.equal(back.self, back);
      assert(Buffer.isBuffer(back.buffer) && !(1 in back.holes));
    },
  },
  {
    name: "transfer: bytes are moved, not copied",
    body({ run, coroutine, transfer }) {
      const bytes = new Uint8Array([1, 2, 3]);
      const [sum] = run(coroutine((given) => given[0] + given[2])(transfer(bytes, [bytes.buffer])));
      assert.deepEqual([sum, bytes.byteLength], [4, 0]);
      const [back] = run(coroutine(() => new Uint8Array([4, 5]))());
      assert.deepEqual([...back], [4, 5]);
    },
  },
  {
    name: "shared memory is shared with the thread",
    body({ run, coroutine }) {
      const words = new Int32Array(new SharedArrayBuffer(4));
      run(coroutine((shared) => void Atomics.add(shared, 0, 7))(words));
      assert.equal(words[0], 7);
    },
  },
  {
    name: "handles: methods are coroutines, properties are read at once",
    body({ run, coroutine, get }) {
      const open = coroutine(async () => new Response("some text", { status: 201 }));
      const [response] = run(open());
      assert.deepEqual([response.status, run(response.text())], [201, ["some text"]]);
      const counter = coroutine(() => {
        class Counter {
          count = 0;
          #step = 2;
          async add() {
            this.count += this.#step;
            return this.count;
          }
        }
        return new Counter();
      });
      const [made] = run(counter());
      assert.deepEqual(run(made.add(), made.add()), [2, 4]);
      assert.equal(made.count, 4);
      assert.deepEqual(run(get(made, "count")), [4]);
    },
  },
  {
    name: "callbacks: plain ones while the thread waits, generators as coroutines",
    body({ run, coroutine, sleep }) {
      const sorted = coroutine((items, compare) => items.sort(compare));
      assert.deepEqual(run(sorted(["b", "c", "a"], (a, b) => (a < b ? -1 : 1))), [["a", "b", "c"]]);
      const twice = coroutine(async (callback) => [await callback(1), await callback(2)]);
      function* slow(value) {
        yield* sleep(1);
        return value * 10;
      }
      assert.deepEqual(run(twice(slow)), [[10, 20]]);
    },
  },
  {
    name: "iterate: async iterables of the thread, ended early, too",
    body({ run, coroutine, iterate }) {
      const count = coroutine(async function* (to, trace) {
        try {
          for (let i = 1; i <= to; i++) yield i;
        } finally {
          Atomics.store(trace, 0, 1);
        }
      });
      const trace = new Int32Array(new SharedArrayBuffer(4));
      assert.deepEqual([...iterate(count(3, trace))], [1, 2, 3]);
      trace[0] = 0;
      for (const value of iterate(count(1_000_000, trace))) if (value === 2) break;
      run(coroutine(() => 1)());
      assert.equal(trace[0], 1);
    },
  },
  {
    name: "nested runs: in coroutines, callbacks, promises, timers",
    async body({ run, coroutine }) {
      const echo = coroutine(async (value) => value);
      function* nests() {
        const [inner] = run(echo("inner"));
        return [inner, yield* echo("outer")];
      }
      const calls = coroutine((callback) => callback());
      function* calledBack() {
        return run(echo("in a callback"))[0];
      }
      assert.deepEqual(run(nests(), calls(calledBack)), [["inner", "outer"], "in a callback"]);
      assert.deepEqual(await Promise.resolve().then(() => run(echo("promise"))), ["promise"]);
      assert.deepEqual(await new Promise((resolve) => setTimeout(() => resolve(run(echo("timer"))))), ["timer"]);
    },
  },
  {
    name: "runAsync: the same without blocking, and promises of this thread",
    async body({ runAsync, run, fromPromise, coroutine, signal, CancelledError }) {
      const later = coroutine((milliseconds, value) => new Promise((done) => setTimeout(done, milliseconds, value)));
      let ticks = 0;
      const ticking = setInterval(() => ticks++, 2);
      const results = await runAsync(later(40, "late"), fromPromise(Promise.resolve("promise")), later(1, "soon"));
      clearInterval(ticking);
      assert.deepEqual(results, ["late", "promise", "soon"]);
      assert(ticks > 1);
      await assert.rejects(runAsync(coroutine(() => Promise.reject(new RangeError("no")))()), RangeError);
      const stop = new AbortController();
      const waits = coroutine(
        (signal) => new Promise((_, no) => signal.addEventListener("abort", () => no("aborted"))),
      );
      const waiting = runAsync(waits(signal), { signal: stop.signal });
      setTimeout(() => stop.abort(new CancelledError("enough")), 20);
      await assert.rejects(waiting, /enough/);
      assert.deepEqual(run(later(1, "and blocking again")), ["and blocking again"]);
    },
  },
  {
    name: "a thousand calls in one run, ten thousand in turn",
    body({ run, coroutine }) {
      const add = coroutine(async (a, b) => a + b);
      assert.equal(run(...Array.from({ length: 1000 }, (_, i) => add(i, 1))).at(-1), 1000);
      function* many() {
        let sum = 0;
        for (let i = 0; i < 10_000; i++) sum = yield* add(sum, 1);
        return sum;
      }
      assert.deepEqual(run(many()), [10_000]);
    },
  },
];
