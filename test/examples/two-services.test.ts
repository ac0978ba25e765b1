import { expect, test } from "vitest";
import { checkExample, numbersIn } from "../support/example.ts";

test("two services are asked at once, with a listed error and a deadline", { timeout: 60_000 }, async () => {
  const stdout = await checkExample("two-services");
  const [together = 0] = numbersIn(stdout, /both at once: *(\d+) ms/);
  const [inTurn = 0] = numbersIn(stdout, /one after the other: *(\d+) ms/);
  // The delays themselves: the slower one, and their sum. What is asserted is that they overlap, not how fast it is.
  expect(together).toBeGreaterThanOrEqual(299);
  expect(inTurn).toBeGreaterThanOrEqual(498);
  expect(together).toBeLessThan(inTurn);
});
