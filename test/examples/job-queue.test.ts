import { dirname } from "node:path";
import { expect, test } from "vitest";
import { redis } from "../../scripts/tools.mjs";
import { checkExample, numbersIn } from "../support/example.ts";

test("200 jobs for three workers, one of which is killed, and nothing is lost", { timeout: 60_000 }, async () => {
  const stdout = await checkExample("job-queue", {
    // Who is quicker is up to the machine; and one that is too busy may take a living worker for a dead one.
    varies: [/done by .*/],
    env: { PATH: `${dirname(redis.find() ?? "")}:${process.env.PATH}` },
  });
  const [ada = 0, grace = 0, edsger = 0, twice] = numbersIn(
    stdout,
    /^done by ada: (\d+), grace: (\d+), edsger: (\d+); begun twice: (\d+)$/m,
  );
  expect(ada + grace + edsger).toBe(200);
  expect(twice).toBeGreaterThanOrEqual(1);
  expect(Math.min(ada, grace, edsger)).toBeGreaterThan(0);
});
