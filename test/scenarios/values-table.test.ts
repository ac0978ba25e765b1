import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

const page = readFileSync(new URL("../../docs/design/values.md", import.meta.url), "utf8");

/** The rows of a table, however it is aligned. */
function rows(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  return lines.map((line) => line.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---"));
}

test("the clone table of the documentation is what happens", async () => {
  const { stdout, stderr } = await runChild(new URL("clone-table.mjs", import.meta.url), { deadlineMs: 60_000 });
  const told = page.slice(page.indexOf("<!-- table -->"), page.indexOf("<!-- /table -->"));
  expect(stderr).toBe("");
  expect(rows(stdout).length).toBeGreaterThan(40);
  expect(rows(stdout)).toEqual(rows(told));
});
