import { platform } from "#platform";
import { filesOf, isOwn, stackHere } from "./in-caller/stacks.ts";

/**
 * The URL of the file that called into this package: the first frame of the stack that is not ours. The stack is taken now, but
 * searched when the file is asked for: that takes a part of a millisecond of a program's start, and can be done while the thread
 * starts.
 */
export function callerFile(): () => string | undefined {
  const here = stackHere(20);
  let file: string | undefined | null = null;
  return () => {
    if (file === null) file = firstForeignFile(here);
    return file;
  };
}

function firstForeignFile(error: Error): string | undefined {
  for (const file of filesOf(error)) {
    const url = platform.toUrl(file);
    // Code of an eval or a REPL is in no file.
    if ((url.startsWith("file://") || url.startsWith("http://") || url.startsWith("https://")) && !isOwn(url))
      return url;
  }
  return undefined;
}
