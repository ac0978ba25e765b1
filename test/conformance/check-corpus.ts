import { compare } from "./compare.ts";
import { readCorpus } from "./corpus.ts";

/** Replays the corpus up to the first difference, which it prints; the exit code tells. */
export function main(): void {
  for (const [program, expected] of readCorpus()) {
    const difference = compare(program, expected);
    if (difference === undefined) continue;
    console.log(`program ${program.seed}`);
    process.exitCode = 1;
    return;
  }
}
