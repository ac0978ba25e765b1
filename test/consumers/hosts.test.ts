// Programs that call user code synchronously, or in workers of their own: each a project that uses the packed package.
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPacked } from "../../scripts/install-packed.mjs";
import { runProcess } from "../../scripts/run-process.mjs";
import { command, runByTsx } from "./tsx.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Outside the repository, whose node_modules would otherwise be found. */
const consumer = realpathSync(mkdtempSync(`${tmpdir()}/miniasync-hosts-`));

beforeAll(async () => {
  await installPacked(consumer);
  for (const name of ["jest", "vitest", "eslint", "piscina", "tinypool"])
    symlinkSync(`${root}node_modules/${name}`, `${consumer}/node_modules/${name}`);
  for (const name of ["runners", "eslint", "pools", "jest-default"])
    cpSync(`${import.meta.dirname}/projects/${name}`, `${consumer}/${name}`, { recursive: true });
}, 60_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

async function program(
  project: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string; readonly timedOut: boolean }> {
  const { code, stdout, stderr, timedOut } = await runProcess(process.execPath, args, {
    deadlineMs: 40_000,
    cwd: `${consumer}/${project}`,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  return { code, output: `${stdout}${stderr}`, timedOut };
}

describe("tests that block", () => {
  test("in Jest", { timeout: 50_000 }, async () => {
    const jest = "../node_modules/jest/bin/jest.js";
    const { code, output } = await program("runners", [
      "--experimental-vm-modules",
      jest,
      "--config",
      "jest.config.json",
    ]);
    expect(output).toMatch(/Tests: +5 passed/);
    expect(output).not.toMatch(/did not exit|open handles/);
    expect(code).toBe(0);
  });

  test("in Jest as it comes, which requires", { timeout: 50_000 }, async () => {
    const { code, output } = await program("jest-default", ["../node_modules/jest/bin/jest.js"]);
    expect(output).toMatch(/Tests: +3 passed/);
    expect(output).not.toMatch(/did not exit|open handles/);
    expect(code).toBe(0);
  });

  test.for(["forks", "threads", "vmForks", "vmThreads"])("in Vitest, %s", { timeout: 50_000 }, async (pool) => {
    const args = ["../node_modules/vitest/vitest.mjs", "run", "--globals", "--pool", pool];
    const { code, output } = await program("runners", args);
    expect(output).toMatch(/Tests +5 passed/);
    expect(output).not.toMatch(/close timed out|hanging/i);
    expect(code).toBe(0);
  });
});

test.each([
  ["in its process", []],
  ["with --concurrency 2", ["--concurrency", "2"]],
])("a rule of ESLint that blocks, %s", { timeout: 50_000 }, async (_, flags) => {
  const { code, output, timedOut } = await program("eslint", [
    "../node_modules/eslint/bin/eslint.js",
    ...flags,
    "code",
  ]);
  expect(timedOut).toBe(false);
  expect(output).toContain("2:14  error  unknown: tow");
  expect(output).toContain("2:14  error  unknown: three");
  expect(output).toContain("2 problems");
  expect(code).toBe(1);
});

test("a program that tsx runs loads TypeScript in the thread, too", { timeout: 60_000 }, async () => {
  expect(await runByTsx(consumer, process.execPath, [command])).toEqual([]);
});

test.each([
  ["piscina", "worker_threads"],
  ["tinypool", "worker_threads"],
  ["tinypool", "child_process"],
])("tasks of %s that block, each worker on a thread of its own (%s)", { timeout: 50_000 }, async (...names) => {
  const outcome = await program("pools", ["main.mjs", ...names]);
  expect(outcome).toEqual({ code: 0, output: "[3,5,7,9] true\n", timedOut: false });
});
