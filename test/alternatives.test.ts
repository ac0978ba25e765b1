import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { variants } from "../bench/alternatives/variants.mjs";

test("what the builds for comparison replace is in the source, once", () => {
  const changes = Object.values(variants).flat();
  expect(changes).not.toEqual([]);
  for (const [file, from] of changes) {
    const source = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
    expect(source.split(from).length - 1, `${file} has ${from}`).toBe(1);
  }
});
