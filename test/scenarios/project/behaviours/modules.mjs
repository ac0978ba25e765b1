// What load() and coroutine() reach.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import { mayWarn, scenario } from "../scenario.mjs";

export const modulesOfTheRuntime = scenario(
  "load: a module of the runtime; Buffer and Stats keep their class",
  ({ run, load, sync }) => {
    /** @type {import("miniasync").Remote<typeof import("node:fs/promises")>} */
    const fs = load("node:fs/promises");
    const [bytes, stats] = run(fs.readFile("package.json"), fs.stat("package.json"));
    assert(Buffer.isBuffer(bytes));
    assert.equal(JSON.parse(String(bytes)).name, "consumer");
    assert.equal(stats.isFile(), true);
    assert.equal(sync(fs).readFile("package.json", "utf8"), String(bytes));
  },
);

export const packagesAndFiles = scenario(
  "load: packages (ES module, CommonJS), a local file, JSON",
  ({ run, load }) => {
    const esm = load("esm-package");
    const commonjs = load("commonjs-package");
    const local = load("../fixtures/local-module.mjs", { from: import.meta.url });
    const json = load("../fixtures/data.json", { from: import.meta.url });
    assert.deepEqual(run(esm.name(), commonjs.name(), local.name(), json.default), [
      "esm-package",
      "commonjs-package",
      "local-module",
      { name: "data" },
    ]);
  },
);

export const missingModules = scenario(
  "load: a module that is missing, or has no such name, is an error that says so",
  ({ run, load }, { failure }) => {
    assert.equal(failure(() => run(load("no-such-package").f())).code, "ERR_MODULE_NOT_FOUND");
    assert.match(failure(() => run(load("esm-package").other())).message, /has no "other"; it has name/);
  },
);

export const inlineFunctions = scenario(
  "coroutine: inline functions, with import() as from their file",
  ({ run, coroutine }) => {
    const sum = coroutine(async (a, b) => {
      const { name } = await import("esm-package");
      return [name(), a + b];
    });
    assert.deepEqual(run(sum(1, 2), sum(3, 4)), [
      ["esm-package", 3],
      ["esm-package", 7],
    ]);
  },
);

export const importedAndRequired = scenario(
  "import: from an ES module, and from a CommonJS one by require",
  (miniasync) => {
    const required = createRequire(import.meta.url)("miniasync");
    assert.equal(required.run, miniasync.run);
    assert.deepEqual(globalThis.resultOfCommonJS, ["a/b", "commonjs-package", 1]);
  },
  { main: "commonjs-driver.cjs" },
);

export const lookedUpFromTheFile = scenario(
  "load: packages are looked up from the file that calls it; a relative path needs `from`",
  ({ run, load }, { failure }) => {
    const inner = () => load("esm-package");
    assert.deepEqual(run(load("esm-package").name(), inner().name()), ["esm-package", "esm-package"]);
    assert.equal(
      failure(() => load("./relative.mjs")).message,
      'Cannot load "./relative.mjs": a relative path needs a place to start from; add { from: import.meta.url }',
    );
  },
  { stderr: "" },
);

export const viewsOfModules = scenario(
  "sync: a module is as if imported: values are values, other names undefined, its names can be listed",
  async ({ load, sync }, { failure }) => {
    const os = await import("node:os");
    const view = sync(load("node:os"));
    assert.equal(view.EOL, os.EOL);
    assert.deepEqual(Object.keys(view).sort(), Object.keys(os).sort());
    assert.equal(view.default.EOL, os.EOL);
    assert.deepEqual(["EOL" in view, "nope" in view, view.nope, { ...view }.EOL], [true, false, undefined, os.EOL]);
    assert.equal(view.constants.signals.SIGINT, os.constants.signals.SIGINT);

    const levels = sync(load("../fixtures/named-values.mjs", { from: import.meta.url }));
    assert.equal(levels.enabled, false);
    assert.equal(levels.count, 0);
    levels.up();
    assert.equal(levels.count, 1);
    assert.deepEqual(levels.list, [1, 2]);
    assert.equal(levels.tools.deep.twice(4), 8);
    assert.deepEqual(Object.keys(levels.tools), ["deep", "lazy"]);
    assert.equal(levels.tools.lazy(), "lazily");
    assert.equal(levels.up.call(undefined), 2);
    assert.equal(levels.up, levels.up);

    const commonjs = sync(load("commonjs-package"));
    assert.equal(commonjs.name(), "commonjs-package");
    assert.equal(commonjs.default.name(), "commonjs-package");
    assert(Object.keys(commonjs).includes("name"));
    assert.equal(failure(() => sync(load("no-such-package")).anything).code, "ERR_MODULE_NOT_FOUND");
  },
  { stderr: "" },
);

export const viewsWithDeadlines = scenario(
  "sync: { timeout } is the deadline of each call, and of each property that is read",
  ({ coroutine, sync }, { failure }) => {
    const make = coroutine(async () => {
      class Slow {
        quick = 5;
        async wait(ms) {
          await new Promise((resolve) => setTimeout(resolve, ms));
          return this;
        }
      }
      return new Slow();
    });
    const slow = sync(make, { timeout: 10_000 })();
    assert.equal(slow.quick, 5);
    assert.equal(slow.wait(1).quick, 5);
    const soon = sync(slow, { timeout: 50 });
    assert.equal(failure(() => soon.wait(5000)).name, "TimeoutError");
    assert.match(failure(() => sync(make, { timout: 1 })).message, /there is no option "timout"; there are timeout/);
  },
  { stderr: mayWarn },
);

export const functionsAsText = scenario(
  "coroutine: the text of a function will do; a module can ask whether it is in a thread",
  ({ run, coroutine }, { failure }) => {
    const add = coroutine(
      " async (a, b) => { const { sep } = await import('node:path'); return a + sep.length + b; }; ",
    );
    const inThread = coroutine("function () { return Symbol.for('miniasync.thread') in globalThis; }");
    assert.deepEqual(run(add(1, 2), inThread()), [4, true]);
    assert.equal(Symbol.for("miniasync.thread") in globalThis, false);
    assert.match(failure(() => run(coroutine("5")())).message, /Cannot call it: it is a number, not a function/);
  },
);

export const allDataIsCopied = scenario(
  'load and coroutine: with data: "all", results are copied whatever their class, by their enumerable properties; others are not',
  ({ run, coroutine }) => {
    const make = () => {
      class Point {
        x = 1;
        #hidden = 5;
        at = new (class Day extends Date {
          next() {}
        })(5);
        get sum() {
          return this.x + this.#hidden;
        }
        move() {
          this.x++;
        }
      }
      return { point: new Point(), list: [new Point()], response: new Response("text") };
    };
    const [copied] = run(coroutine(make, { data: "all" })());
    assert.deepEqual([copied.point.x, copied.point.sum, copied.point.move], [1, undefined, undefined]);
    assert.deepEqual(Object.keys(copied.list[0]), ["x", "at"]);
    assert.deepEqual(run(copied.response.text()), ["text"]);
    const [usual] = run(coroutine(make)());
    assert.deepEqual([Object.keys(usual.point), usual.point.x, usual.point.sum], [[], 1, 6]);
  },
);

export const preloadedModules = scenario(
  "load: with preload, a module is imported as soon as the thread is there, and nobody waits for it",
  async ({ run, load, coroutine, warm }, { failure, pause, remote }) => {
    const fixture = new URL("../fixtures/preloaded.mjs", import.meta.url);
    const module = load(fixture, { preload: true });
    load("no-such-package", { preload: true });
    const isThere = coroutine(() => globalThis.preloaded === true);
    assert.deepEqual(run(remote.echo("first")), ["first"]);
    for (let i = 0; i < 100 && !run(isThere())[0]; i++) pause(10);
    assert.deepEqual(run(isThere(), module.name()), [true, "preloaded"]);
    assert.match(failure(() => load("x", { preload: 1 })).message, /preload is 1, not/);
    warm();
  },
  { stderr: "" },
);

/* global __name, cov_1abc, __vite_ssr_dynamic_import__ -- tools write these into functions, and what is in a thread has none of them. */

export const namesKept = scenario(
  "coroutine: a function into which esbuild or tsx has written names runs",
  ({ run, coroutine }) => {
    const named = coroutine(async () => {
      const inner = /* @__PURE__ */ __name(() => 5, "inner");
      return inner();
    });
    assert.deepEqual(run(named()), [5]);
  },
  { stderr: "" },
);

export const countersAdded = scenario(
  "coroutine: a function into which istanbul has written counters runs",
  ({ run, coroutine }) => {
    const counted = coroutine(async () => {
      cov_1abc().f[0]++;
      cov_1abc().s[3]++;
      if (process.pid > 0) {
        cov_1abc().b[0][1]++;
        return 5;
      }
    });
    assert.deepEqual(run(counted()), [5]);
  },
  { stderr: "" },
);

export const importsRewritten = scenario(
  "coroutine: a function whose imports Vite has rewritten runs",
  ({ run, coroutine }) => {
    const rewritten = coroutine(async () => {
      const { join } = await __vite_ssr_dynamic_import__("node:path");
      return join("a").length + 4;
    });
    assert.deepEqual(run(rewritten()), [5]);
  },
  { stderr: "" },
);
