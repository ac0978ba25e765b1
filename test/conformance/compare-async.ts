import { Driver } from "../../src/run-async.ts";
import { difference } from "./compare.ts";
import type { Program, Trace } from "./program.ts";
import { replayAsync } from "./replay.ts";

/** Run a program under `runAsync`. @returns what is different from CPython's trace, in words; undefined when nothing is. */
export async function compareAsync(program: Program, expected: NonNullable<Trace>): Promise<string | undefined> {
  return difference(expected, (await replayAsync(program, (clock) => new Driver({}, clock))) ?? []);
}
