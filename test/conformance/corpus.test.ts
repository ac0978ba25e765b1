import { describe, expect, test } from "vitest";
import { compare } from "./compare.ts";
import { readCorpus } from "./corpus.ts";

describe("the kernel does what CPython 3.13 does, line by line", () => {
  const corpus = readCorpus();

  test("the corpus is of some size", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(2000);
    expect(corpus.flatMap(([, trace]) => trace).length).toBeGreaterThan(40_000);
  });

  const share = 250;
  const shares = Array.from({ length: Math.ceil(corpus.length / share) }, (_, index) => index * share);
  test.each(shares)("programs from the %ith", (first) => {
    for (const [program, expected] of corpus.slice(first, first + share)) {
      const difference = compare(program, expected);
      if (difference !== undefined) expect.fail(`program ${program.seed} differs:\n${difference}`);
    }
  });
});
