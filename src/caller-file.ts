import { platform } from "#platform";
import { isOwn } from "./bridge/own-frames.ts";

/** The URL of the file that called into this package: the first frame of the stack that is not ours. */
export function callerFile(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 20;
  const stack = String(new Error().stack);
  Error.stackTraceLimit = limit;
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
