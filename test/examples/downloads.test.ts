import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

test("500 downloads, 20 at once, with retries, listed errors and a deadline", { timeout: 60_000 }, async () => {
  const { stdout, stderr, code } = await runChild(new URL("../../examples/downloads/main.mjs", import.meta.url), {
    deadlineMs: 50_000,
  });
  expect(stderr).toBe("");
  expect(stdout).toBe(
    [
      "498 files, in order; failed: /file/123: 404, /file/456: 404",
      "550 requests, up to 20 at once",
      "before a deadline of 100 ms: TimeoutError",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});
