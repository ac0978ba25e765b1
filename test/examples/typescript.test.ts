import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

test("the sources of a compilation are on a web server, and fetched ahead", { timeout: 60_000 }, async () => {
  const { stdout, stderr, code } = await runChild(new URL("../../examples/typescript/main.mjs", import.meta.url), {
    deadlineMs: 50_000,
  });
  expect(stderr).toBe("");
  // How many meet at the server is up to the machine; that some do is not.
  expect(Number(/up to (\d+) at once/.exec(stdout)?.[1])).toBeGreaterThan(1);
  expect(stdout.replace(/up to \d+ at once/, "up to N at once")).toBe(
    [
      "compiled: /remote/shapes/shape.ts /remote/shapes/circle.ts /remote/shapes/rectangle.ts /remote/shapes/index.ts /remote/money.ts /remote/log.ts /remote/main.ts",
      "/remote/main.ts:5: Argument of type 'string' is not assignable to parameter of type 'number'.",
      "/remote/money.js:",
      'export const euros = (amount) => amount.toFixed(2) + " EUR";',
      "7 sources were fetched, up to N at once",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});
