import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as esbuild } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import webpack from "webpack";
import { runProcess } from "../../scripts/run-process.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Outside the repository: nothing is found there but what is put there. */
const project = mkdtempSync(`${tmpdir()}/miniasync-bundle-`);

/** What project/bundled/main.ts prints. */
const output = '[["a/b",[1,2,3],"near",8],0,"E"]\n';

beforeAll(() => {
  mkdirSync(`${project}/node_modules/near`, { recursive: true });
  writeFileSync(
    `${project}/node_modules/near/package.json`,
    '{ "name": "near", "type": "module", "exports": "./near.js" }',
  );
  writeFileSync(`${project}/node_modules/near/near.js`, 'export const where = () => "near";');
  cpSync(`${root}package.json`, `${project}/package/package.json`);
  symlinkSync(`${root}dist`, `${project}/package/dist`, "dir");
  symlinkSync(`${project}/package`, `${project}/node_modules/miniasync`, "dir");
  cpSync(`${import.meta.dirname}/project/bundled/main.ts`, `${project}/main.ts`);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

async function ran(file: string): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const { stdout, stderr, code } = await runProcess(process.execPath, [file], { deadlineMs: 20_000, cwd: "/" });
  return { stdout, stderr, code };
}

/** Without the packages that were there when it was bundled, as it is deployed. */
async function alone<T>(body: () => Promise<T>): Promise<T> {
  rmSync(`${project}/node_modules/miniasync`);
  try {
    return await body();
  } finally {
    symlinkSync(`${project}/package`, `${project}/node_modules/miniasync`, "dir");
  }
}

const good = { stdout: output, stderr: "", code: 0 };
const common = { bundle: true, platform: "node", logLevel: "silent", absWorkingDir: project } as const;

describe.each(["esm", "cjs"] as const)("a program in one file, made by esbuild as %s", (format) => {
  const end = format === "esm" ? "mjs" : "cjs";

  test("runs with miniasync left out of it", async () => {
    const outfile = `${project}/external.${end}`;
    await esbuild({ ...common, entryPoints: ["main.ts"], outfile, format, external: ["miniasync"] });
    expect(await ran(outfile)).toEqual(good);
  });

  test.each([false, true])("runs with miniasync in it, which is still installed (minified: %s)", async (minify) => {
    const outfile = `${project}/inside-${minify}.${end}`;
    await esbuild({ ...common, entryPoints: ["main.ts"], outfile, format, minify, keepNames: !minify });
    expect(await ran(outfile)).toEqual(good);
  });

  test("is told what is wrong with inline functions when it is minified and keeps names", async () => {
    const outfile = `${project}/both.${end}`;
    await esbuild({ ...common, entryPoints: ["main.ts"], outfile, format, minify: true, keepNames: true });
    expect((await ran(outfile)).stderr).toMatch(
      /it captures the variable "\w+" .* if a bundler wrote it to keep names, do not minify and keep names at once/,
    );
  });

  test("runs on its own with the thread's program beside it", async () => {
    const outdir = `${project}/alone-${format}`;
    await esbuild({ ...common, entryPoints: ["main.ts"], outfile: `${outdir}/main.${end}`, format });
    await esbuild({
      ...common,
      entryPoints: { "miniasync-worker": "miniasync/worker" },
      outdir,
      outExtension: { ".js": ".mjs" },
      format: "esm",
    });
    expect(await alone(() => ran(`${outdir}/main.${end}`))).toEqual(good);
  });

  test("says how to bundle when the thread's program is nowhere", async () => {
    const outfile = `${project}/lost-${format}/main.${end}`;
    await esbuild({ ...common, entryPoints: ["main.ts"], outfile, format });
    const { code, stderr } = await alone(() => ran(outfile));
    expect(code).toBe(1);
    expect(stderr).toContain("put miniasync/worker, which is one file, beside it as miniasync-worker.cjs");
  });
});

describe("a library made by Vite", () => {
  const library = async (name: string, external: (string | RegExp)[]): Promise<string> => {
    const { build } = await import("vite");
    await build({
      root: project,
      configFile: false,
      logLevel: "silent",
      // For browsers, Vite says, unless it is told otherwise; and in those the thread is another.
      resolve: { conditions: ["node"] },
      build: {
        outDir: `${project}/${name}`,
        emptyOutDir: false,
        lib: { entry: `${project}/main.ts`, formats: ["es"], fileName: "main" },
        rollupOptions: { external: [/^node:/, ...external] },
      },
    });
    return `${project}/${name}/main.mjs`;
  };

  test("runs with miniasync left out of it", async () => {
    expect(await ran(await library("vite-external", ["miniasync"]))).toEqual(good);
  });

  test("runs with miniasync in it", async () => {
    expect(await ran(await library("vite-inside", []))).toEqual(good);
  });
});

describe("a program made by webpack, which writes paths of the machine that builds", () => {
  const output = { path: `${project}/webpack`, filename: "main.cjs" };
  const file = `${output.path}/${output.filename}`;

  beforeAll(async () => {
    const context = `${project}/built`;
    cpSync(`${project}/package`, `${context}/node_modules/miniasync`, { recursive: true, dereference: true });
    cpSync(`${root}test/scenarios/project/bundled/main.mjs`, `${context}/main.mjs`);
    const config: webpack.Configuration = { mode: "none", target: "node", context, entry: "./main.mjs", output };
    await new Promise<void>((resolve, reject) => {
      webpack(config, (error, stats) => (stats?.hasErrors() === false ? resolve() : reject(error ?? stats)));
    });
    // As on another machine.
    rmSync(context, { recursive: true });
  });

  test("names its own place when the thread's program is nowhere", async () => {
    const { code, stderr } = await alone(() => ran(file));
    expect(code).toBe(1);
    expect(stderr).toContain(`its file is not beside the bundle ${pathToFileURL(file)}`);
  });

  test("runs on its own with the thread's program beside it", async () => {
    cpSync(`${root}dist/miniasync-worker.cjs`, `${output.path}/miniasync-worker.cjs`);
    expect(await alone(() => ran(file))).toEqual({ stdout: '[3,"near"]\n', stderr: "", code: 0 });
  });
});
