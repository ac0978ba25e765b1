import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

test("style sheets from a web server are compiled by Sass's synchronous API", { timeout: 60_000 }, async () => {
  const { stdout, stderr, code } = await runChild(new URL("../../examples/sass/main.mjs", import.meta.url), {
    deadlineMs: 50_000,
  });
  expect(stderr).toBe("");
  // How many meet at the server is up to the machine; that some do is not.
  expect(Number(/up to (\d+) at once/.exec(stdout)?.[1])).toBeGreaterThan(1);
  expect(stdout.replace(/up to \d+ at once/, "up to N at once")).toBe(
    [
      "h1 {",
      "  font-size: 24px;",
      "}",
      "",
      ".page {",
      "  color: #223;",
      "  padding: 16px;",
      "}",
      "5 style sheets were fetched, up to N at once",
      "one that is not there: Can't find stylesheet to import.",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});
