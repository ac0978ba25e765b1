import { describe, expect, onTestFinished, test, vi } from "vitest";
import { compare } from "./compare.ts";
import { compareAsync } from "./compare-async.ts";
import { readCorpus } from "./corpus.ts";
import { usesMore } from "./generator.ts";

describe("the kernel does what CPython 3.13 does, line by line", () => {
  const corpus = readCorpus();

  test("the corpus is of some size", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(3300);
    expect(corpus.filter(([program]) => usesMore(program)).length).toBeGreaterThanOrEqual(600);
    expect(corpus.flatMap(([, trace]) => trace).length).toBeGreaterThan(80_000);
  });

  const share = 250;
  const shares = Array.from({ length: Math.ceil(corpus.length / share) }, (_, index) => index * share);
  test.each(shares)("programs from the %ith", (first) => {
    for (const [program, expected] of corpus.slice(first, first + share)) {
      const difference = compare(program, expected);
      if (difference !== undefined) expect.fail(`program ${program.seed} differs:\n${difference}`);
    }
  });

  test.each(shares)("programs from the %ith, under runAsync", async (first) => {
    // Of errors that nobody looks at, as many programs have.
    const warnings = vi.spyOn(process, "emitWarning").mockReturnValue();
    onTestFinished(() => warnings.mockRestore());
    for (const [program, expected] of corpus.slice(first, first + share)) {
      const difference = await compareAsync(program, expected);
      if (difference !== undefined) expect.fail(`program ${program.seed} differs:\n${difference}`);
    }
  });
});
