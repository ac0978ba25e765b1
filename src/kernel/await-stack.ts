import type { WaitingTask } from "../errors.ts";
import { asV8, isHidden } from "../users-line.ts";
import type { Suspended } from "./coroutine.ts";
import { probe } from "./suspension.ts";

// Above the innermost level of the coroutine: wholeStack, suspendOn, and the `next` of what it waits for. Where calls in tail
// position leave no frame, as in Bun, the last is not there.
const framesOfProbe = 2;
const frameOfNext = /^at (\S+\.)?next \(/;

/** A task, as the search for where it waits sees it. */
interface Waiting {
  readonly iterator: Suspended<unknown>;
  readonly frames: readonly { readonly iterator: Suspended<unknown> }[] | undefined;
  /** The future it waits for; undefined when it runs, is ready or is done. */
  readonly waiting: { readonly about: string | undefined; readonly operation: string | undefined } | undefined;
}

/**
 * Where a suspended task waits, innermost frame first, as it is now. The frames are taken at once and written out when asked.
 *
 * `next()` on a suspended coroutine re-enters its whole `yield*` chain down to the thing it waits for, and that suspends again
 * before any code of the coroutine runs. An error made there has exactly that chain as its stack.
 */
export function awaitStack(task: Waiting): () => readonly string[] {
  if (task.waiting === undefined) return () => [];
  const suspended = [task.iterator];
  for (const frame of task.frames ?? []) suspended.splice(1, 0, frame.iterator);
  const traces = suspended.map(trace);
  const { about, operation } = task.waiting;
  return () => {
    const frames = traces.flatMap(framesOf);
    if (operation !== undefined) frames.unshift(operation);
    // It stands for the frame of what made it.
    if (about !== undefined) frames[0] = about;
    return frames.filter((line) => !isHidden(line));
  };
}

/** A task in a report. Its stack is written out when it is asked for: there may be many tasks. */
export function waitingTask(name: string, write: () => readonly string[]): WaitingTask {
  let written: readonly string[] | undefined;
  return {
    name,
    get stack() {
      written ??= write();
      return written;
    },
  };
}

function trace(iterator: Suspended<unknown>): Error {
  // A method, for minifiers leave its name alone.
  const { miniasyncProbe } = {
    miniasyncProbe() {
      iterator.next();
    },
  };
  return probe(miniasyncProbe);
}

function framesOf(error: Error): string[] {
  const lines = stackLines(error);
  const end = lines.findIndex((line) => line.includes("miniasyncProbe"));
  // Between two generators stands the native `next` of the inner one, which is nowhere in the code.
  const begin = frameOfNext.test(lines[framesOfProbe] ?? "") ? framesOfProbe + 1 : framesOfProbe;
  return lines.slice(begin, end).filter((line) => !line.endsWith(".next (<anonymous>)"));
}

/** The frames of an error as text. A `prepareStackTrace` of the user's that gives anything else is passed over. */
export function stackLines(error: Error): string[] {
  const prepare = Error.prepareStackTrace;
  const usable = typeof new Error().stack === "string";
  if (!usable) Error.prepareStackTrace = undefined as unknown as typeof prepare;
  const text = error.stack ?? "";
  if (!usable) Error.prepareStackTrace = prepare;
  const lines = asV8(text)
    .split("\n")
    .map((line) => line.trim());
  return lines.filter((line) => line.startsWith("at "));
}
