import { delimiter, dirname } from "node:path";
import { expect, test } from "vitest";
import { redis } from "../../scripts/tools.mjs";
import { runChild } from "../support/child.ts";
import { checkExample, numbersIn } from "../support/example.ts";

test("200 jobs for three workers, one of which is killed, and nothing is lost", { timeout: 60_000 }, async () => {
  const stdout = await checkExample("job-queue", {
    // Who is quicker is up to the machine; and one that is too busy may take a living worker for a dead one.
    varies: [/done by .*/],
    env: { PATH: [dirname(redis.find() ?? ""), process.env.PATH].join(delimiter) },
  });
  const [ada = 0, grace = 0, edsger = 0, twice] = numbersIn(
    stdout,
    /^done by ada: (\d+), grace: (\d+), edsger: (\d+); begun twice: (\d+)$/m,
  );
  expect(ada + grace + edsger).toBe(200);
  expect(twice).toBeGreaterThanOrEqual(1);
  expect(Math.min(ada, grace, edsger)).toBeGreaterThan(0);
});

test("without a server it says what to install", async () => {
  const program = new URL("../../examples/job-queue/main.mjs", import.meta.url);
  const { stdout, stderr, code } = await runChild(program, { env: { PATH: "/no/programs" } });
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^Cannot find a Redis server: .*apt-get install redis-server.*\n$/);
  expect(code).toBe(1);
});
