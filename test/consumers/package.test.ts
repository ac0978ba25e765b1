import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers } from "../../scripts/compilers.mjs";
import { installPacked } from "../../scripts/install-packed.mjs";
import { runProcess } from "../../scripts/run-process.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Outside the repository, whose node_modules would otherwise be found. */
const consumer = mkdtempSync(`${tmpdir()}/miniasync-consumer-`);
const output = "[ 'one', 'two' ] function\n";

let packed: Awaited<ReturnType<typeof installPacked>>;

beforeAll(async () => {
  packed = await installPacked(consumer);
  cpSync(`${import.meta.dirname}/projects`, consumer, { recursive: true });
  mkdirSync(`${consumer}/node_modules/@types`);
  symlinkSync(`${root}node_modules/@types/node`, `${consumer}/node_modules/@types/node`);
}, 60_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

test("the package is its programs, the declarations, and the files about it", () => {
  const sources = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const declarations = [
    ...sources.map((name) => `dist/types/${name.replace(/\.ts$/, ".d.ts")}`),
    ...["dist/index.d.ts", "dist/testing.d.ts", "dist/types/package.json"],
  ];
  const programs = [
    ...[".js", ".mjs", ".cjs"].flatMap((end) => [`dist/miniasync${end}`, `dist/miniasync-testing${end}`]),
    ...["eslint-plugin", "trace", "worker"].map((name) => `dist/miniasync-${name}.cjs`),
    ...[".js", "-testing.js", "-worker.js"].map((end) => `dist/browser/miniasync${end}`),
  ];
  const about = ["CHANGELOG.md", "LICENSE", "README.md", "docs/guide/17-errors-reference.md", "package.json"];
  expect(packed.files.map(({ path }) => path).sort()).toEqual([...programs, ...declarations, ...about].sort());
});

test("Node can show the line of an error that nobody catches", () => {
  for (const name of ["miniasync.js", "miniasync.mjs", "miniasync.cjs", "miniasync-worker.cjs"]) {
    const lines = readFileSync(`${consumer}/node_modules/miniasync/dist/${name}`, "utf8").split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(800);
  }
});

test("the package installs nothing else", () => {
  const installed = readdirSync(`${consumer}/node_modules`).filter((name) => !/^(\.|@types$)/.test(name));
  expect(installed).toEqual(["miniasync"]);
});

test("it runs in a CommonJS and in an ES module", async () => {
  expect(await ok(process.execPath, ["commonjs/index.cjs"], consumer)).toBe(output);
  expect(await ok(process.execPath, ["esm/index.mjs"], consumer)).toBe(output);
});

test("imported and required it has one state, one loop that runs, and one of each class", async () => {
  const same = '["one","two",true,true,true,true]\n';
  expect(await ok(process.execPath, ["dual/import-first.mjs"], consumer)).toBe(same);
  expect(await ok(process.execPath, ["dual/require-first.cjs"], consumer)).toBe(same);
  // As it was before Node 20.19, and still is in other module systems.
  const flag = "--no-experimental-require-module";
  expect(await ok(process.execPath, [flag, "dual/import-first.mjs"], consumer)).toBe(same);
  expect(await ok(process.execPath, [flag, "dual/require-first.cjs"], consumer)).toBe(same);
});

test("two copies of it in one program are told of, and where they are", async () => {
  const other = `${consumer}/copies/other/node_modules/miniasync`;
  cpSync(`${consumer}/node_modules/miniasync`, other, { recursive: true });
  const url = (folder: string) => pathToFileURL(realpathSync(`${folder}/dist/miniasync.mjs`)).href;
  const told: [name: string, code?: string, message?: string][] = JSON.parse(
    await ok(process.execPath, ["copies/main.mjs"], consumer),
  );
  expect(told).toHaveLength(6);
  for (const [name, code, message] of told) {
    expect(code, name).toBe("MINIASYNC_LOOP");
    expect(message, name).toContain(
      `two copies of miniasync, and a coroutine of ${url(`${consumer}/node_modules/miniasync`)} is in a run of ${url(other)}`,
    );
  }
});

test("the oldest compiler compiles for node10, which no newer one will know, what then runs", {
  timeout: 60_000,
}, async () => {
  const { tsc } = compilers.at(-1) as (typeof compilers)[number];
  await ok(process.execPath, [tsc, "-p", "node10"], consumer);
  expect(await ok(process.execPath, ["node10/out/index.js"], consumer)).toBe(output);
});

describe.each(compilers)("$name", { timeout: 60_000 }, ({ tsc }) => {
  test("compiles for nodenext what then runs as ES module and as CommonJS", async () => {
    await ok(process.execPath, [tsc, "-p", "nodenext"], consumer);
    expect(await ok(process.execPath, ["nodenext/out/index.mjs"], consumer)).toBe(output);
    expect(await ok(process.execPath, ["nodenext/out/commonjs.cjs"], consumer)).toBe(output);
  });

  test("knows the types of what is remote without the declarations of Node", async () => {
    await ok(process.execPath, [tsc, "-p", "without-node"], consumer);
  });

  test("compiles for a bundler what then runs", async () => {
    await ok(process.execPath, [tsc, "-p", "bundler"], consumer);
    expect(await ok(process.execPath, ["bundler/out/index.js"], consumer)).toBe(output);
  });
});

/** The output of a program that must succeed. */
async function ok(command: string, args: readonly string[], cwd: string): Promise<string> {
  // Node 20 warns that require() of an ES module is experimental.
  const env = { ...process.env, NODE_NO_WARNINGS: "1" };
  const { stdout, stderr, code } = await runProcess(command, args, { deadlineMs: 50_000, cwd, env });
  expect(code, `${command} ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}
