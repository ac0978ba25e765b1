import { expect, test } from "vitest";
import { checkExample, numbersIn } from "../support/example.ts";

test("the tokens of a chat completion come one by one, and leaving the loop ends the request", {
  timeout: 60_000,
}, async () => {
  const stdout = await checkExample("streaming", { varies: [/has sent \d+ of/] });
  // One every 20 ms: the first was there long before the last.
  const [first = 0, last = 0] = numbersIn(stdout, /first after (\d+) ms, the last after (\d+) ms/);
  expect(last - first).toBeGreaterThan(300);
  const [sent = 0, all = 0] = numbersIn(stdout, /has sent (\d+) of (\d+) tokens/);
  expect(sent).toBeGreaterThanOrEqual(all / 2);
  expect(sent).toBeLessThan(all);
});
