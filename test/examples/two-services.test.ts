import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

test("two services are asked at once, with a listed error and a deadline", async () => {
  const { stdout, stderr, code } = await runChild(new URL("../../examples/two-services/main.mjs", import.meta.url));
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const time = (label: RegExp): number =>
    Number(new RegExp(`^${label.source} *(?:TimeoutError after )?(\\d+) ms$`, "m").exec(stdout)?.[1]);
  const together = time(/both at once:/);
  const inTurn = time(/one after the other:/);
  expect(stdout.replace(/(\w:|after) +\d+ ms$/gm, "$1 TIME")).toBe(
    [
      "lambda answered, after a delay of 300 ms",
      "delta answered, after a delay of 200 ms",
      "both at once: TIME",
      "one after the other: TIME",
      "a listed error:        HttpError: 503 Service Unavailable; the other still answered: delta",
      "a deadline of 250 ms:  TimeoutError after TIME",
      "requests given up:     1, as the service saw it",
      "",
    ].join("\n"),
  );
  // The delays themselves: the slower one, and their sum. What is asserted is that they overlap, not how fast it is.
  expect(together).toBeGreaterThanOrEqual(299);
  expect(inTurn).toBeGreaterThanOrEqual(498);
  expect(together).toBeLessThan(inTurn);
});
