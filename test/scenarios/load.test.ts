import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type LoadOptions, load, loop, run, sync } from "miniasync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Outside of this repository's node_modules as far as its own packages go; inside, so that it finds miniasync. */
const project = `${root}.tmp/load-${process.pid}`;
const from = pathToFileURL(`${project}/src/main.mjs`);

// biome-ignore lint/suspicious/noExplicitAny: fixtures have no types
const fixture = (specifier: string | URL, options?: LoadOptions): any => load<any>(specifier, { from, ...options });

const files: Readonly<Record<string, string>> = {
  "src/relative.mjs": `export default async () => import.meta.url; export const VERSION = "1.2"; export const none = null;`,
  "src/data.json": `{ "name": "fixture", "list": [1, { "a": 2 }] }`,
  "src/dir with space/ö.mjs": `export const name = () => "found";`,
  "src/typed.ts": `export const twice = (x: number): number => x * 2; export interface Never {}`,
  "src/broken.mjs": `export const x = ;`,
  "src/throws.mjs": `throw Object.assign(new TypeError("while loading"), { code: "E_LOAD" });`,
  "src/counted.mjs": `globalThis.loads = (globalThis.loads ?? 0) + 1; export const loads = () => globalThis.loads;`,
  "src/late.mjs": `await new Promise((resolve) => setTimeout(resolve, 20)); export const ready = () => true;`,
  "node_modules/dual/package.json": `{ "name": "dual", "version": "3.0.0", "exports": { ".": { "import": "./esm.mjs", "require": "./cjs.cjs" }, "./sub": "./sub.mjs" } }`,
  "node_modules/dual/esm.mjs": `export const kind = () => "esm"; export const ns = { deep: { join: (...all) => all.join("-"), n: 5 } };`,
  "node_modules/dual/cjs.cjs": `exports.kind = () => "cjs";`,
  "node_modules/dual/sub.mjs": `export default class Counter { #n = 0; static made = 0; constructor(n) { this.#n = n; Counter.made++; } up() { return ++this.#n; } }`,
  "node_modules/old/package.json": `{ "name": "old", "main": "lib.js" }`,
  "node_modules/old/lib.js": `function old(x) { return x; } old.helper = function () { return this === old; }; const names = ["dynamic"]; for (const n of names) old[n] = () => n; module.exports = old;`,
};

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(`${project}/${name}`), { recursive: true });
    writeFileSync(`${project}/${name}`, text);
  }
  symlinkSync(root, `${project}/node_modules/miniasync`, "dir");
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe("load() reaches", () => {
  test("packages of the user's file only, by their exports for import", () => {
    expect(run(fixture("dual").kind())).toEqual(["esm"]);
    expect(() => run(load<{ kind(): string }>("dual").kind())).toThrow(/Cannot find package 'dual'/);
  });

  test("sub-paths, default exports, nested namespaces, classes, static and plain values", () => {
    const Counter = fixture("dual/sub").default;
    const [counter] = run(new Counter(5));
    expect(run(counter.up(), counter.up())).toEqual([6, 7]);
    expect(run(Counter.made)).toEqual([1]);
    expect(run(fixture("dual").ns.deep.join("a", "b"))).toEqual(["a-b"]);
    expect(run(fixture("dual").ns.deep.n)).toEqual([5]);
    expect(run(fixture("./relative.mjs").VERSION, fixture("./relative.mjs").none)).toEqual(["1.2", null]);
  });

  test("CommonJS: the function that is the module, its properties, and names that Node does not see", () => {
    const old = fixture("old");
    expect(run(old.default(7), old.default.helper(), old.helper(), old.dynamic())).toEqual([7, true, true, "dynamic"]);
  });

  test("files by relative path, URL, absolute path and file: text, with spaces and umlauts", () => {
    const odd = pathToFileURL(`${project}/src/dir with space/ö.mjs`);
    expect(run(fixture("./dir with space/ö.mjs").name())).toEqual(["found"]);
    expect(run(fixture(odd).name(), fixture(odd.href).name(), fixture(fileURLToPath(odd)).name())).toEqual([
      "found",
      "found",
      "found",
    ]);
    expect(run(fixture("./relative.mjs").default())).toEqual([new URL("relative.mjs", from).href]);
    expect(run(fixture("./relative.mjs", { from: fileURLToPath(from) }).VERSION)).toEqual(["1.2"]);
  });

  test("JSON, data: URLs, and what the runtime has built in", () => {
    expect(run(fixture("./data.json").default, fixture("./data.json").name)).toEqual([
      { name: "fixture", list: [1, { a: 2 }] },
      "fixture",
    ]);
    expect(run(fixture("data:text/javascript,export const x = () => 5").x())).toEqual([5]);
    expect(run(load<typeof import("node:path")>("node:path").posix.join("a", "b"))).toEqual(["a/b"]);
    expect(run(load<typeof import("node:os")>("os").EOL)).toEqual(["\n"]);
  });

  test("modules that wait while they load, each once", () => {
    expect(run(fixture("./late.mjs").ready(), fixture("./late.mjs").ready())).toEqual([true, true]);
    expect(run(fixture("./counted.mjs").loads(), fixture("./counted.mjs").loads())).toEqual([1, 1]);
  });

  test("TypeScript through a loader of the thread", () => {
    const loader = `data:text/javascript,import { register } from ${JSON.stringify(import.meta.resolve("tsx/esm/api"))}; register();`;
    const result = loop((own) => own.run(fixture("./typed.ts").twice(21)), { thread: { imports: [loader] } });
    expect(result).toEqual([42]);
  });

  test("nothing before a coroutine of it first runs", () => {
    expect(() => fixture("./broken.mjs").x).not.toThrow();
    expect(() => run(fixture("./broken.mjs").x)).toThrow(SyntaxError);
  });
});

describe("what is not there", () => {
  test("is an error of the call: package, file, name, and what it is instead of a function", () => {
    expect(() => run(fixture("missing-package").x())).toThrow(
      expect.objectContaining({ code: "ERR_MODULE_NOT_FOUND" }),
    );
    expect(() => run(fixture("./missing.mjs").x())).toThrow(expect.objectContaining({ code: "ERR_MODULE_NOT_FOUND" }));
    expect(() => run(fixture("dual").nothing())).toThrow('Cannot find "dual".nothing: "dual" has no "nothing"; it has');
    expect(() => run(fixture("dual").ns.deep.n())).toThrow("Cannot call it: it is a number, not a function");
    expect(() => run(fixture("./relative.mjs").none.deeper)).toThrow('"./relative.mjs".none is null');
    expect(() => run(fixture("dual").kind)).toThrow("did you forget ()?");
  });

  test("fails again and again, as the module says, and is found once it is there", () => {
    for (let i = 0; i < 2; i++)
      expect(() => run(fixture("./throws.mjs").x())).toThrow(
        expect.objectContaining({ message: "while loading", code: "E_LOAD", name: "TypeError" }),
      );
    expect(() => run(fixture("./later.mjs").x())).toThrow();
    writeFileSync(`${project}/src/later.mjs`, "export const x = () => 1;");
    expect(run(fixture("./later.mjs?again").x())).toEqual([1]);
  });
});

describe("sync()", () => {
  test("is the blocking view: calls, constructors, nested results, arguments", () => {
    const dual = sync(fixture("dual"));
    expect(dual.kind()).toBe("esm");
    expect(dual.ns.deep.join(1, 2)).toBe("1-2");
    const Counter = sync(fixture("dual/sub")).default;
    const counter = new Counter(1);
    expect(counter.up()).toBe(2);
    expect(counter).toBe(sync(counter));
    expect(counter instanceof Counter).toBe(true);
    expect(() => sync({})).toThrow("the argument is an object, which is nothing remote");
  });
});
