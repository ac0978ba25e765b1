/**
 * Compares the kernel with CPython's asyncio on fresh random programs.
 *
 *     npm run conformance -- [count = 100000] [first seed = the time]
 *
 * Needs a CPython 3.13: `python3.13`, or what the environment variable PYTHON says.
 */

import { askOracle } from "./ask-oracle.ts";
import { compare } from "./compare.ts";
import { generate } from "./generator.ts";
import type { Program } from "./program.ts";

function* fresh(count: number, first: number): Generator<Program> {
  for (let seed = first; seed < first + count; seed++) yield generate(seed);
}

export async function main(count = "100000", first = String(Date.now() % 1e9)): Promise<void> {
  let compared = 0;
  let impossible = 0;
  let lines = 0;
  const different: number[] = [];
  for await (const [program, expected] of askOracle(fresh(Number(count), Number(first)))) {
    if (expected === null) {
      impossible++;
      continue;
    }
    compared++;
    lines += expected.length;
    const difference = compare(program, expected);
    if (difference === undefined) continue;
    different.push(program.seed);
    if (different.length <= 5) console.log(`program ${program.seed} differs:\n${difference}\n`);
  }
  console.log(
    `${count} programs from seed ${first}: ${compared} compared (${lines} lines of trace), ` +
      `${impossible} that CPython itself cannot run, ${different.length} different ${different.slice(0, 20).join(" ")}`,
  );
  process.exitCode = different.length === 0 ? 0 : 1;
}
