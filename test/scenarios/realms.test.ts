import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProcess } from "../../scripts/run-process.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const project = `${root}.tmp/realms-${process.pid}`;

beforeAll(() => {
  mkdirSync(project, { recursive: true });
  copyFileSync(`${import.meta.dirname}/project/realms/values.test.mjs`, `${project}/values.test.mjs`);
  writeFileSync(
    `${project}/jest.config.json`,
    '{ "testMatch": ["<rootDir>/*.test.mjs"], "transform": {}, "watchman": false }',
  );
  const vitest = { root: project, include: ["*.test.mjs"], globals: true };
  for (const pool of ["vmThreads", "vmForks", "threads"])
    writeFileSync(`${project}/${pool}.config.mjs`, `export default ${JSON.stringify({ test: { ...vitest, pool } })};`);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const runners: Readonly<Record<string, readonly string[]>> = {
  Jest: ["--experimental-vm-modules", `${root}node_modules/jest/bin/jest.js`, "--config", "jest.config.json"],
  "Vitest, vmThreads": [`${root}node_modules/vitest/vitest.mjs`, "run", "--config", "vmThreads.config.mjs"],
  "Vitest, vmForks": [`${root}node_modules/vitest/vitest.mjs`, "run", "--config", "vmForks.config.mjs"],
  "Vitest, threads": [`${root}node_modules/vitest/vitest.mjs`, "run", "--config", "threads.config.mjs"],
};

test.for(Object.entries(runners))("in %s", { timeout: 90_000 }, async ([, command]) => {
  const { stdout, stderr, code } = await runProcess(process.execPath, [...command], {
    deadlineMs: 80_000,
    cwd: project,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  expect(`${stdout}${stderr}`).toMatch(/Tests:? +4 passed/);
  expect(code).toBe(0);
});
