import { platform } from "#platform";

const own: string | undefined = import.meta.url;
/** The folder of this package; undefined in a bundle, where a frame of ours names the file of whoever called. */
const here =
  own !== undefined && /\/caller-file\.[jt]s$/.test(own) ? own.slice(0, own.lastIndexOf("/") + 1) : undefined;

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
    if (here === undefined || !url.startsWith(here)) return url;
  }
  return undefined;
}
