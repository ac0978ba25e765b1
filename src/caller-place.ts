import { platform } from "#platform";
import { framesOf, stackHere } from "./in-caller/stacks.ts";
import { isOwn } from "./users-line.ts";

/** The place that called into this package. */
export interface Caller {
  /** The URL of its file. */
  readonly file: string;
  /** Undefined where only the file is known. */
  readonly at: { readonly line: number; readonly column: number } | undefined;
}

/**
 * The place that called into this package: the first frame of the stack that is not ours. The stack is taken now, but searched when
 * the place is asked for: that takes a part of a millisecond of a program's start, and can be done while the thread starts.
 */
export function callerPlace(): () => Caller | undefined {
  const here = stackHere(20);
  let caller: Caller | undefined | null = null;
  return () => {
    if (caller === null) caller = firstForeign(here);
    return caller;
  };
}

function firstForeign(error: Error): Caller | undefined {
  for (const { file, line, column } of framesOf(error)) {
    const url = platform.toUrl(file);
    // Code of an eval or a REPL is in no file.
    if ((url.startsWith("file://") || url.startsWith("http://") || url.startsWith("https://")) && !isOwn(url))
      return { file: url, at: { line, column } };
  }
  return undefined;
}
