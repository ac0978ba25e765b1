import { expect, test } from "vitest";
import { checkExample, numbersIn } from "../support/example.ts";

test("the sources of a compilation are on a web server, and fetched ahead", { timeout: 60_000 }, async () => {
  // How many meet at the server is up to the machine; that some do is not.
  const stdout = await checkExample("typescript", { varies: [/up to \d+ at once/] });
  expect(numbersIn(stdout, /up to (\d+) at once/)[0]).toBeGreaterThan(1);
});
