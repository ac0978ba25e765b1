import { expect, test } from "vitest";
import { runProcess } from "../../scripts/run-process.mjs";
import { runChild } from "../support/child.ts";

const folder = `${import.meta.dirname}/../../examples/eslint-prettier`;

test("an ESLint rule reports and fixes what Prettier would change, in ESLint's threads, too", async () => {
  const { stdout, code } = await runChild(new URL("../../examples/eslint-prettier/main.mjs", import.meta.url));
  expect(stdout).toBe(
    [
      "code/quotes.js: 1 differences",
      "  1:23 Replace `\"Ada\",·'Grace',···\"Edsger\"` with `'Ada',·'Grace',·'Edsger'`",
      "code/shape.js: 3 differences",
      "  2:22 Replace `·width,height·` with `width,·height`",
      "  3:24 Replace `·:·width,·height·:·height·}` with `:·width,·height:·height·};`",
      "  4:21 Replace `*shape.height;⏎⏎` with `·*·shape.height;`",
      "code/tidy.js: no differences",
      "",
      "code/quotes.js, fixed:",
      "export const names = ['Ada', 'Grace', 'Edsger'];",
      "",
      "",
      "code/shape.js, fixed:",
      "/** @param {number} width @param {number} height */",
      "export function area(width, height) {",
      "  const shape = { width: width, height: height };",
      "  return shape.width * shape.height;",
      "}",
      "",
      "with two threads of ESLint: the same reports",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});

test("the rule works in ESLint's command, with --concurrency 2", async () => {
  const eslint = `${import.meta.dirname}/../../node_modules/eslint/bin/eslint.js`;
  const args = [eslint, "-c", `${folder}/eslint.config.mjs`, "--concurrency", "2", `${folder}/code`];
  const { stdout, code } = await runProcess(process.execPath, args, { deadlineMs: 20_000 });
  expect(stdout).toContain("2:22  error  Replace `·width,height·` with `width,·height`");
  expect(stdout).toContain("✖ 4 problems (4 errors, 0 warnings)");
  expect(code).toBe(1);
});
