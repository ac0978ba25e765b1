import { expect, test } from "vitest";
import { checkExample, numbersIn } from "../support/example.ts";

test("500 downloads, 20 at once, with retries, listed errors and a deadline", { timeout: 60_000 }, async () => {
  // How many meet at the server is up to the machine; that it is never more than 20 is not.
  const stdout = await checkExample("downloads", { varies: [/up to \d+ at once/] });
  const [most = 0] = numbersIn(stdout, /up to (\d+) at once/);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(20);
});
