import type { Program, Trace } from "./program.ts";
import { replay } from "./replay.ts";

/** Run a program on the kernel. @returns what is different from CPython's trace, in words; undefined when nothing is. */
export function compare(program: Program, expected: NonNullable<Trace>): string | undefined {
  return difference(expected, replay(program) ?? []);
}

/** @returns the first line that is different, and those before it. */
export function difference(expected: readonly string[], actual: readonly string[]): string | undefined {
  for (let line = 0; line < Math.max(expected.length, actual.length); line++) {
    if (expected[line] === actual[line]) continue;
    const before = expected.slice(Math.max(0, line - 8), line).map((text) => `    ${text}`);
    return [...before, `  asyncio: ${expected[line] ?? "(nothing)"}`, `  kernel:  ${actual[line] ?? "(nothing)"}`].join(
      "\n",
    );
  }
  return undefined;
}
