/** Which frames of a stack are this package's. */

/**
 * What the package's own files begin with; undefined where it is a part of somebody's bundle, whose frames are the program's, too.
 */
const url: string | undefined = /^(?:file:\/\/)?(.*\/miniasync)\.js$/.exec(import.meta.url ?? "")?.[1];

/** The same as a path: frames of scripts, which the thread is, have those. On Windows with slashes and a drive. */
const path: string | undefined =
  url === undefined ? undefined : decodeURIComponent(url).replace(/^\/(?=[A-Za-z]:)/, "");

/** Whether a frame, or a file, is of this package. */
export function isOwn(frameOrUrl: string): boolean {
  return (
    url !== undefined &&
    path !== undefined &&
    (frameOrUrl.includes(url) || frameOrUrl.replaceAll("\\", "/").includes(path))
  );
}
