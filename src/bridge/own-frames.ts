/** Which frames of a stack are this package's. */

/** What the files of this package are called by in a stack. */
interface OwnFiles {
  readonly url: string;
  /** The same as a path: frames of scripts, which the thread is, have those. On Windows with slashes and a drive. */
  readonly path: string;
}

const scheme = "file://";

/** Undefined where it is a part of somebody's bundle, whose frames are the program's, too. */
function ownFiles(file: string): OwnFiles | undefined {
  // No regular expressions: to compile one takes a tenth of a millisecond, and this is on the way of every program's start.
  if (!file.endsWith("/miniasync.js")) return undefined;
  const url = file.slice(file.startsWith(scheme) ? scheme.length : 0, -".js".length);
  const path = decodeURIComponent(url);
  return { url, path: path[2] === ":" ? path.slice(1) : path };
}

let own: OwnFiles | undefined | null = null;

/** Whether a frame, or a file, is of this package. */
export function isOwn(frameOrUrl: string): boolean {
  if (own === null) own = ownFiles(import.meta.url ?? "");
  if (own === undefined) return false;
  return frameOrUrl.includes(own.url) || frameOrUrl.replaceAll("\\", "/").includes(own.path);
}
