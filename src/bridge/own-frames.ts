/** Which frames of a stack are this package's. */

/**
 * The URL that the package's own files begin with; undefined where it is a part of somebody's bundle, whose frames are the
 * program's, too.
 */
const prefix: string | undefined = /^(.*\/miniasync)\.js$/.exec(import.meta.url ?? "")?.[1];

/** Whether a frame, or a file, is of this package. */
export function isOwn(frameOrUrl: string): boolean {
  return prefix !== undefined && frameOrUrl.includes(prefix);
}
