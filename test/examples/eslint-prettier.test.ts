import { expect, test } from "vitest";
import { runProcess } from "../../scripts/run-process.mjs";
import { checkExample } from "../support/example.ts";

const folder = `${import.meta.dirname}/../../examples/eslint-prettier`;

test("an ESLint rule reports and fixes what Prettier would change, in ESLint's threads, too", {
  timeout: 60_000,
}, async () => {
  await checkExample("eslint-prettier");
});

test("the rule works in ESLint's command, with --concurrency 2", async () => {
  const eslint = `${import.meta.dirname}/../../node_modules/eslint/bin/eslint.js`;
  const args = [eslint, "-c", `${folder}/eslint.config.mjs`, "--concurrency", "2", `${folder}/code`];
  const { stdout, code } = await runProcess(process.execPath, args, { deadlineMs: 20_000 });
  expect(stdout).toContain("2:22  error  Replace `·width,height·` with `width,·height`");
  expect(stdout).toContain("✖ 4 problems (4 errors, 0 warnings)");
  expect(code).toBe(1);
});
