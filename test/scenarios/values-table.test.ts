import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

const guide = new URL("../../docs/design/values.md", import.meta.url);

test("the clone table of the documentation is what happens", async () => {
  const { stdout, stderr } = await runChild(new URL("clone-table.mjs", import.meta.url), { deadlineMs: 60_000 });
  expect(stderr).toBe("");
  const table = /<!-- table -->\n+([^]*?)\n+<!-- \/table -->/.exec(readFileSync(guide, "utf8"))?.[1];
  expect(stdout.trim()).toBe(table);
});
