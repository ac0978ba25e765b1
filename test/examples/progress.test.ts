import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";
import { checkExample, shownExample } from "../support/example.ts";

/** How small a file becomes is up to the version of the compressor. */
const size = /-> +\d+ KB/g;

test("without a terminal there is the report alone", { timeout: 60_000 }, async () => {
  await checkExample("progress", { varies: [size] });
});

test("the bars are drawn while the thread is blocked", { timeout: 60_000 }, async () => {
  const { stdout, stderr, code } = await runChild(new URL("../../examples/progress/main.mjs", import.meta.url), {
    args: ["--progress"],
    deadlineMs: 50_000,
  });
  expect(stdout.replaceAll(size, "")).toBe(shownExample("progress").output.replaceAll(size, ""));
  expect(code).toBe(0);
  for (const task of ["downloading", "compressing"]) {
    const percents = [...stderr.matchAll(new RegExp(`${task} .* (\\d+) %`, "g"))].map(([, percent]) => Number(percent));
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents[0]).toBeLessThan(50);
    expect(percents.at(-1)).toBe(100);
    // It takes more than a second, and there are ten pictures in each.
    expect(new Set(percents).size).toBeGreaterThan(3);
  }
});
