import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

test("spans of runs and calls have the parents that the program shows", async () => {
  const { stdout, stderr, code } = await runChild(new URL("../../examples/opentelemetry/main.mjs", import.meta.url));
  expect(stderr).toBe("");
  expect(stdout).toBe(
    [
      "answer a request",
      "  run() [thread 0]",
      "    page one",
      "      read() [thread 1]",
      "    page two",
      "      read() [thread 1]",
      "    run() [thread 0]",
      "      read() [thread 1]",
      "    save() [thread 1] failed: no room for three",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});
