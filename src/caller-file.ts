import { platform } from "#platform";
import { limitStacks } from "./errors.ts";
import { isOwn } from "./in-caller/stacks.ts";

/**
 * The URL of the file that called into this package: the first frame of the stack that is not ours. The stack is taken now, but
 * made into text and searched when the file is asked for: that takes a millisecond of a program's start, and can be done while
 * the thread starts.
 */
export function callerFile(): () => string | undefined {
  const limit = limitStacks(20);
  const here = new Error();
  limitStacks(limit);
  let file: string | undefined | null = null;
  return () => {
    if (file === null) file = firstForeignFile(String(here.stack));
    return file;
  };
}

function firstForeignFile(stack: string): string | undefined {
  for (const line of stack.split("\n").slice(1)) {
    const file = /(?:\(|at (?:async )?|@)((?:file:\/\/|https?:\/\/|\/|[A-Za-z]:[\\/])[^)]*?):\d+:\d+\)?$/.exec(
      line.trim(),
    )?.[1];
    if (file === undefined) continue;
    const url = platform.toUrl(file);
    if (!isOwn(url)) return url;
  }
  return undefined;
}
