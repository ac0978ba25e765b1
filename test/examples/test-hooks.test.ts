import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

test("Jest and Vitest: a transformer, a setup, and values of the realm of the tests", { timeout: 60_000 }, async () => {
  const { stdout, stderr, code } = await runChild(new URL("../../examples/test-hooks/main.mjs", import.meta.url), {
    deadlineMs: 50_000,
  });
  expect(stderr).toBe("");
  expect(stdout).toBe(
    [
      "jest",
      "  passed: a module was compiled by the transformer",
      "  passed: the setup has read its file",
      "  passed: what comes from the thread is of this realm",
      "  passed: what goes to the thread is data, whatever realm made it",
      "  passed: an error has its class, its code and its message",
      "  passed: an error of a class of this file keeps it, in the thread and here",
      "  passed: misuse is a TypeError of this realm, and tasks go on",
      "vitest",
      "  passed: a module was compiled by the transformer",
      "  passed: the setup has read its file",
      "  passed: what comes from the thread is of this realm",
      "  passed: what goes to the thread is data, whatever realm made it",
      "  passed: an error has its class, its code and its message",
      "  passed: an error of a class of this file keeps it, in the thread and here",
      "  passed: misuse is a TypeError of this realm, and tasks go on",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});
