/**
 * Makes the corpus anew: `npm run conformance:freeze`. Needs a CPython 3.13.
 */
import { askOracle } from "./ask-oracle.ts";
import { contexts } from "./contexts.ts";
import { type Corpus, writeCorpus } from "./corpus.ts";
import { generate, usesMore, wholeFrom } from "./generator.ts";
import { handmade } from "./handmade.ts";
import type { Program, Trace } from "./program.ts";
import { writeTable } from "./readme.ts";

const size = 2500;

/** So many have what came to the language later. */
const wholeSize = 800;

const fewestLines = 10;

/** Programs that tell a broken kernel from a right one which the others do not: see mutants/. */
const alsoNeeded: readonly number[] = [12964, 15348, 16581, 17341, 30403, 42019, 45063, 203805, 210400, 236309];

export async function main(): Promise<void> {
  const corpus: [Program, NonNullable<Trace>][] = [];
  let whole = 0;
  for await (const [program, trace] of askOracle(candidates())) {
    if (trace === null) continue;
    const isWhole = program.seed >= wholeFrom;
    const isLong = trace.length >= fewestLines;
    const wanted =
      program.seed < 0 ||
      alsoNeeded.includes(program.seed) ||
      (isLong && (isWhole ? whole < wholeSize && usesMore(program) : corpus.length < size));
    if (!wanted) continue;
    corpus.push([program, trace]);
    if (isWhole) whole++;
  }
  writeCorpus(corpus satisfies Corpus);
  writeTable("contexts", contextTable(corpus));
  console.log(`${corpus.length} programs, ${corpus.reduce((sum, [, trace]) => sum + trace.length, 0)} lines of trace`);
}

function* candidates(): Generator<Program> {
  yield* handmade;
  for (let seed = 1; seed <= 2 * size; seed++) yield generate(seed);
  for (const seed of alsoNeeded) if (seed > 2 * size && seed < wholeFrom) yield generate(seed);
  for (const [, program] of contexts) yield program;
  for (let seed = wholeFrom; seed < wholeFrom + 2 * wholeSize; seed++) yield generate(seed);
  for (const seed of alsoNeeded) if (seed >= wholeFrom + 2 * wholeSize) yield generate(seed);
}

/** What is seen in each situation: the values of the variable, as `who: values`. */
function contextTable(corpus: Corpus): string {
  const rows = contexts.map(([what, program]) => {
    const [, trace] = corpus.find(([{ seed }]) => seed === program.seed) ?? [program, []];
    const seen = new Map<string, string[]>();
    for (const line of trace) {
      const [, who, value] = /^(\d+) getVar (\S+)$/.exec(line) ?? /^(callback) .* (\S+)$/.exec(line) ?? [];
      if (who !== undefined && value !== undefined) seen.set(who, [...(seen.get(who) ?? []), value]);
    }
    const names: Readonly<Record<string, string>> = {
      0: "itself",
      1: "the other",
      2: "a third",
      callback: "the callback",
    };
    const cells = [...seen].map(([who, values]) => `${names[who]}: ${values.join(", ")}`);
    return `| ${what} | ${cells.join("; ") || "(nothing is asked)"} |`;
  });
  return ["| situation | asyncio, and the kernel, see |", "|---|---|", ...rows].join("\n");
}
