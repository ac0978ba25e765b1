// What compilers and bundlers make of functions that are given to coroutine(): the real output of each, for one list of functions.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Options as SwcOptions, transformSync as swc } from "@swc/core";
import { buildSync, transformSync as esbuild, type TransformOptions } from "esbuild";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import webpack from "webpack";
import { runProcess } from "../../scripts/run-process.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}.tmp/compilers-${process.pid}`;
const source = readFileSync(new URL("compilers/functions.ts", import.meta.url), "utf8");

/** What compilers/functions.ts prints. */
const output = [
  ["a/b", "function", "5"],
  "near",
  [[12, 24], 1, true, false, "told twice"],
  ["use object object null", "close two later", "close one", "RangeError: in it", "close three"],
  [0, 1, "closed", "all", 7, 8, 0, 1, "closed", 9, ["Error: rejected", 1, [2, 3]]],
  [1, { b: 2, c: 3, d: 4 }, { e: 5, a: 1, b: 2 }, 2, 8],
];

beforeAll(() => {
  mkdirSync(`${folder}/node_modules`, { recursive: true });
  writeFileSync(`${folder}/package.json`, "{}");
  mkdirSync(`${folder}/parts`);
  for (const file of ["near.js", "parts/near.js"]) writeFileSync(`${folder}/${file}`, `exports.where = "near";`);
  symlinkSync(root, `${folder}/node_modules/miniasync`, "dir");
  for (const name of ["tslib", "@swc"])
    symlinkSync(`${root}node_modules/${name}`, `${folder}/node_modules/${name}`, "dir");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ran(name: string, text: string): Promise<unknown> {
  writeFileSync(`${folder}/${name}`, text);
  return printed(name);
}

async function printed(name: string): Promise<unknown> {
  const { stdout, stderr, code } = await runProcess(process.execPath, [name], { deadlineMs: 20_000, cwd: folder });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

const byTsc = (options: ts.CompilerOptions): string =>
  ts.transpileModule(source, {
    compilerOptions: { esModuleInterop: true, rewriteRelativeImportExtensions: true, ...options },
  }).outputText;

const { CommonJS, ESNext } = ts.ModuleKind;
const { ES2015, ES2022 } = ts.ScriptTarget;

describe("tsc", () => {
  test.each<[name: string, options: ts.CompilerOptions, helpers: RegExp]>([
    [
      "commonjs-2015.cjs",
      { module: CommonJS, target: ES2015 },
      /__awaiter.*__importStar.*__classPrivateFieldGet.*__disposeResources/s,
    ],
    ["commonjs-2022.cjs", { module: CommonJS, target: ES2022 }, /__rewriteRelativeImportExtension/],
    ["tslib.cjs", { module: CommonJS, target: ES2015, importHelpers: true }, /tslib_1\.__awaiter/],
    ["module-2015.mjs", { module: ESNext, target: ES2015 }, /__asyncGenerator/],
    ["module-2022.mjs", { module: ESNext, target: ES2022 }, /__addDisposableResource/],
  ])("%s", async (name, options, helpers) => {
    const text = byTsc(options);
    expect(text).toMatch(helpers);
    expect(await ran(name, text)).toEqual(output);
  });
});

describe("esbuild", () => {
  test.each<[name: string, options: TransformOptions, helpers: RegExp]>([
    [
      "esbuild-2016.cjs",
      { format: "cjs", platform: "node", target: "es2016" },
      /__async.*__privateGet.*__callDispose/s,
    ],
    ["esbuild-node.cjs", { format: "cjs", platform: "node", target: "node12" }, /__toESM\(require\(/],
    ["esbuild-2016.mjs", { format: "esm", target: "es2016" }, /__forAwait/],
    ["esbuild-names.mjs", { format: "esm", target: "es2022", keepNames: true }, /__name/],
  ])("%s", async (name, options, helpers) => {
    const { code } = esbuild(source, { loader: "ts", ...options });
    expect(code).toMatch(helpers);
    expect(await ran(name, code)).toEqual(output);
  });
});

describe("swc", () => {
  const parser = { syntax: "typescript" } as const;
  test.each<[name: string, options: SwcOptions, helpers: RegExp]>([
    [
      "swc-2015.cjs",
      { jsc: { parser, target: "es2015" }, module: { type: "commonjs" } },
      /_async_to_generator.*_interop_require_wildcard/s,
    ],
    ["swc-2022.cjs", { jsc: { parser, target: "es2022" }, module: { type: "commonjs" } }, /_interop_require_wildcard/],
    ["swc-2015.mjs", { jsc: { parser, target: "es2015" } }, /_class_private_field_get/],
    ["swc-2021.mjs", { jsc: { parser, target: "es2021" } }, /_using_ctx|_ts_dispose_resources/],
  ])("%s", async (name, options, helpers) => {
    const { code } = swc(source, { configFile: false, swcrc: false, ...options });
    expect(code).toMatch(helpers);
    expect(await ran(name, code)).toEqual(output);
  });
});

describe("webpack", () => {
  async function packed(name: string, text: string, minimize: boolean): Promise<void> {
    writeFileSync(`${folder}/${name}-entry.mjs`, text);
    const compiler = webpack({
      mode: minimize ? "production" : "development",
      devtool: false,
      target: "node",
      context: folder,
      entry: `./${name}-entry.mjs`,
      output: { path: folder, filename: `${name}.cjs` },
      externals: { miniasync: "commonjs miniasync" },
      optimization: { minimize },
    });
    await new Promise<void>((resolve, reject) => {
      compiler?.run((error, stats) => {
        if (error !== null || stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
        else resolve();
      });
    });
  }
  // Helpers of a compiler lose their names with all others, so there are to be none: webpack cannot read `using` itself.
  const [before, after] = byTsc({ module: ESNext, target: ES2022, rewriteRelativeImportExtensions: false }).split(
    /^const resources = .*?^}\);$/ms,
  );
  const asPacked = `${before}const resources = coroutine(async () => []);${after}`;

  test.each([false, true])("runs what import() is left alone in (minified: %s)", async (minimize) => {
    const name = `webpack-left-${minimize}`;
    const text = asPacked.replaceAll("import(", "import(/* webpackIgnore: true */ ");
    await packed(name, text, minimize);
    expect(await printed(`${name}.cjs`)).toEqual(output.map((part, index) => (index === 3 ? [] : part)));
  });

  test.each([false, true])("is told where it has rewritten import() (minified: %s)", async (minimize) => {
    const name = `webpack-rewritten-${minimize}`;
    const text = `import { coroutine, run } from "miniasync";
      const near = coroutine(async () => { const { where } = await import("./near.js"); return where; });
      const path = coroutine(async () => { const { join } = await import("node:path"); return join("a"); });
      const any = coroutine(async (name) => { const { where } = await import("./parts/" + name); return where; });
      const [...errors] = [near, path, any].map((f) => { try { return run(f("near.js")); } catch (error) { return error.message; } });
      console.log(JSON.stringify(errors));`;
    await packed(name, text, minimize);
    const told = expect.stringMatching(
      /^Cannot run the function in the thread: webpack has rewritten import\(\) in it, .* write import\(\/\* webpackIgnore: true \*\/ "\.\.\."\), or use load\(\)/,
    );
    expect(await printed(`${name}.cjs`)).toEqual([told, told, told]);
  });
});

describe("others that bundle", () => {
  const text = `import { coroutine, run } from "miniasync";
    const esm = coroutine(async () => (await import("./near.mjs")).where);
    const commonJs = coroutine(async () => (await import("./near.js")).where);
    const errors = [esm, commonJs].map((f) => { try { return run(f()); } catch (error) { return error.message; } });
    console.log(JSON.stringify(errors));`;
  const told = expect.stringMatching(
    /^Cannot run the function in the thread: a bundler has rewritten import\(\) in it, .* leave the module out of the bundle, or use load\(\)/,
  );
  beforeAll(() => {
    writeFileSync(`${folder}/near.mjs`, `export const where = "near";`);
    writeFileSync(`${folder}/entry.mjs`, text);
  });

  test.each([false, true])("esbuild's work is told where it has rewritten import() (minified: %s)", async (minify) => {
    const outfile = `esbuild-${minify}.mjs`;
    const [absWorkingDir, entryPoints, external] = [folder, ["entry.mjs"], ["miniasync"]];
    buildSync({ absWorkingDir, entryPoints, outfile, external, bundle: true, minify, format: "esm", platform: "node" });
    expect(await printed(outfile)).toEqual([told, told]);
  });

  test("Rollup's is, too, when it makes one file of all", async () => {
    const bundle = `import { coroutine, run } from "miniasync";
      const f = coroutine(async () => (await Promise.resolve().then(function () { return near; })).where);
      try { run(f()); } catch (error) { console.log(JSON.stringify(error.message)); }`;
    expect(await ran("rollup.mjs", bundle)).toEqual(told);
  });
});

test("what no helper is known for is told to be of a compiler", async () => {
  const text = `import { coroutine, run } from "miniasync";
    const decorated = coroutine(async () => { __esDecorate(); });
    try { run(decorated()); } catch (error) { console.log(JSON.stringify(error.message)); }`;
  expect(await ran("unknown-helper.mjs", text)).toMatch(
    /"__esDecorate", which a compiler put into the file it was written in, .* compile for a newer target/,
  );
});
