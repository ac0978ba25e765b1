/** Where the text of a function is in its file, so that errors of it tell its true lines. */
import type { InlineText } from "../platform.ts";

/** A line and a column of a file, from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Find a function in the text of its file: the first one behind the call of `coroutine()`, or else the last before it. Where a tool
 * has rewritten the file it is in there in other words: it begins in the line of that call, as a rule.
 */
export function placeOf({ source, calledAt }: InlineText, file: string): Position | undefined {
  const call = calledAt === undefined ? 0 : offsetOf(file, calledAt);
  const found = [file.indexOf(source, call), file.lastIndexOf(source, call)].find((offset) => offset >= 0);
  if (found === undefined) return calledAt && { line: calledAt.line, column: 1 };
  const line = file.lastIndexOf("\n", found - 1) + 1;
  return { line: found === 0 ? 1 : file.slice(0, found).split("\n").length, column: found - line + 1 };
}

function offsetOf(file: string, { line, column }: Position): number {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = file.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1;
  }
  return start + column - 1;
}
