/** Lets the errors of this package begin at the line of its user that called it. */
import { limitStacks } from "./errors.ts";

/** A function or class of this package, as users call it. */
// biome-ignore lint/suspicious/noExplicitAny: one of any arguments
export type Entry = ((...args: any[]) => unknown) | (abstract new (...args: any[]) => unknown);

/** A frame, as V8 and JavaScriptCore show it to `Error.prepareStackTrace`. */
export interface CallSite {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null | undefined;
  getColumnNumber(): number | null | undefined;
}

/** So many frames are looked at: those of this package may be half of them. */
const deepest = 64;

const { captureStackTrace } = Error as { readonly captureStackTrace?: (error: object, entry?: Entry) => void };

/** Functions that the code of users goes on in, by `yield*`. Errors are made below them. */
const borders: Entry[] = [];

/** The function that the code of the user has called last and that blocks: `run()` or the like. */
let blocking: Entry | undefined;

/** Tell of functions whose callers are coroutines of the user's. */
export function borderOf(...entries: readonly Entry[]): void {
  borders.push(...entries);
}

/** Tell which function blocks from here on. @returns the one before, to be set again. */
export function blockIn(entry: Entry | undefined): Entry | undefined {
  const before = blocking;
  blocking = entry;
  return before;
}

let tell: (() => void) | undefined;

/** Call `body` for every error that is thrown to a user. */
export function whenErrorIsMade(body: () => void): void {
  tell = body;
}

/**
 * Let an error begin at the line of the user, and leave the frames of this package out. Node shows the line where the stack begins.
 *
 * @param error made here, and thrown next.
 * @param entry the function that the user has called, if that is known: else the nearest border is looked for.
 * @returns the error.
 */
export function atUser<E extends Error>(error: E, entry?: Entry): E {
  tell?.();
  return begin(error, atUser, entry);
}

/** The same for an error that is not thrown now, and that others may be thrown for. */
export function beganAtUser<E extends Error>(error: E, entry?: Entry): E {
  return begin(error, beganAtUser, entry);
}

/** @param here the function that has called this. */
function begin<E extends Error>(error: E, here: Entry, entry: Entry | undefined): E {
  const wanted = Error.stackTraceLimit;
  if (captureStackTrace === undefined || !(wanted > 0)) return error;
  limitStacks(deepest);
  try {
    const start = nearest(here, entry);
    captureStackTrace(error, start);
    // The text is made of another stack: to read that of the error would take away what Node finds the line by.
    const holder: { readonly stack?: unknown } = Object.create(error);
    captureStackTrace(holder, start);
    show(error, holder.stack, (frames) => frames.slice(0, wanted));
  } catch {
    // Others make no text of stacks, or forbid to change it. The error is what it is.
  } finally {
    limitStacks(wanted);
  }
  return error;
}

/** Let Node show the line that called what blocks for an error that was made elsewhere. To be called before its stack is set. */
export function shownAtUser(error: Error): void {
  const limit = limitStacks(deepest);
  captureStackTrace?.(error, nearest(shownAtUser, blocking));
  limitStacks(limit);
  Reflect.deleteProperty(error, "stack");
}

/** Put frames in front of those that an error has: of the coroutine that it is thrown into. */
export function beginWith(error: Error, frames: readonly string[]): void {
  const end = frames.findIndex(isHidden);
  const users = end < 0 ? frames : frames.slice(0, end);
  show(error, error.stack, (others) => [...users.map((line) => `    ${line}`), ...others]);
}

/** Let an error show this text of a stack, with some of its frames. */
function show(error: Error, stack: unknown, choose: (frames: readonly string[]) => readonly string[]): void {
  if (typeof stack !== "string") return;
  const lines = asV8(stack).split("\n");
  // A message may have lines that look like frames.
  const text = String(error);
  const told = stack.startsWith(text) ? text.split("\n").length : 0;
  const first = lines.findIndex((line, index) => index >= told && line.startsWith("    at "));
  const head = first < 0 ? lines : lines.slice(0, first);
  const frames = choose(withoutConsole(lines.slice(head.length).filter((line) => !isHidden(line))));
  Reflect.deleteProperty(error, "stack");
  Object.defineProperty(error, "stack", {
    value: [...head, ...frames].join("\n"),
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

/** Without the frames of Node below a line that was typed into its console. */
export function withoutConsole(lines: readonly string[]): readonly string[] {
  const typed = lines.findLastIndex((line) => /\bREPL\d+:\d/.test(line));
  return typed < 0 ? lines : lines.slice(0, typed + 1);
}

/** Frames of this package, of the runtime below the program, and those that stand between the levels of `yield*`. */
export function isHidden(line: string): boolean {
  return (
    isOwn(line) ||
    /kHybridDispatch\]|\(?node:(?:internal\/(?:modules|process)\/|async_hooks:)|node[:/]diagnostics_channel|\.(?:next|throw) \(<anonymous>\)$/.test(
      line,
    )
  );
}

/** So many frames of this package may stand above that of the user, where something is made. */
const above = 6;

/** The place of this moment, to be found out later if need be: that takes longer. */
export function hereOfUser(): object | undefined {
  if (captureStackTrace === undefined) return undefined;
  const limit = limitStacks(above);
  const here = {};
  captureStackTrace(here, hereOfUser);
  limitStacks(limit);
  return here;
}

/** The first frame of the user there, as a line of a stack. */
export function placeOfUser(here: object): string | undefined {
  const { stack } = here as { readonly stack?: unknown };
  const lines =
    typeof stack === "string"
      ? asV8(stack)
          .split("\n")
          .map((line) => line.trim())
      : [];
  return lines.find(
    (line) => line.startsWith("at ") && !isHidden(line) && !/(?:\(<anonymous>\)|^at unknown)$/.test(line),
  );
}

/** The function that the first frame of the user has called, which may be `entry`; `here`, if it is none that is known. */
function nearest(here: Entry, entry: Entry | undefined): Entry {
  if (entry !== undefined && (own === undefined || !isOwn(firstPlace(entry)))) return entry;
  const user = own === undefined ? undefined : placesFrom(here).find((place) => !isHidden(place));
  if (user === undefined) return here;
  for (const border of [...borders, blocking]) {
    if (border === undefined) continue;
    if (firstPlace(border) === user) return border;
  }
  return here;
}

/** The place of the frame that called `entry`; "" if none did. */
function firstPlace(entry: Entry): string {
  return placesFrom(entry)[0] ?? "";
}

/** The places of the frames below the innermost one of `entry`, which are in files. */
function placesFrom(entry: Entry): string[] {
  const holder = {};
  captureStackTrace?.(holder, entry);
  const sites = sitesOf(holder).filter((site) => site.getFileName());
  return sites.map((site) => `${site.getFileName()}:${site.getLineNumber()}:${site.getColumnNumber()}`);
}

/** Whether a function that some other one has called is being run; true where nobody can tell. */
export function isOnStack(entry: Entry): boolean {
  tellsAll ??= probe();
  return !tellsAll || isListed(entry);
}

/** Whether the stacks of this engine have every function that runs. JavaScriptCore leaves out one that ends in a call, as this one does. */
let tellsAll: boolean | undefined;
const probe = (): boolean => isListed(probe);

function isListed(entry: Entry): boolean {
  if (captureStackTrace === undefined) return false;
  const holder = {};
  const limit = limitStacks(1);
  captureStackTrace(holder, entry);
  limitStacks(limit);
  return sitesOf(holder).length > 0;
}

/** The frames of something that has a stack, innermost first; none where the engine does not tell them. */
function sitesOf(holder: object): readonly CallSite[] {
  let sites: readonly CallSite[] = [];
  const keep = (_: Error, given: readonly CallSite[]): string => {
    sites = given;
    return "";
  };
  prepareBy(keep, () => (holder as { readonly stack?: unknown }).stack);
  return sites;
}

/** Call `body` while `prepare` makes the stacks, instead of whatever others have put in its place, if that can be. */
export function prepareBy<T>(
  prepare: ((error: Error, sites: readonly CallSite[]) => unknown) | undefined,
  body: () => T,
): T {
  const key = "prepareStackTrace";
  const own = Object.getOwnPropertyDescriptor(Error, key);
  const replaced = Reflect.defineProperty(Error, key, { value: prepare, configurable: true });
  try {
    return body();
  } finally {
    if (replaced && own === undefined) Reflect.deleteProperty(Error, key);
    else if (replaced) Object.defineProperty(Error, key, own as PropertyDescriptor);
  }
}

/** The files of this package, as stacks name them. */
interface OwnFiles {
  readonly url: string;
  /** The same as a path: frames of scripts, which the thread is, have those. On Windows with slashes and a drive. */
  readonly path: string;
}

const scheme = "file://";

/** Undefined where it is a part of somebody's bundle, whose frames are the program's, too. */
function ownFiles(file: string): OwnFiles | undefined {
  // No regular expressions: to compile one takes a tenth of a millisecond, and this is on the way of every program's start.
  const end = [".mjs", ".cjs", ".js"].find((it) => file.endsWith(`/miniasync${it}`));
  if (end === undefined) return undefined;
  const url = file.slice(file.startsWith(scheme) ? scheme.length : 0, -end.length);
  const path = decodeURIComponent(url);
  return { url, path: path[2] === ":" ? path.slice(1) : path };
}

/** The URL of the file that this is in; "" where it is a script. */
export const ownFile: string = import.meta.url ?? "";

const own = ownFiles(ownFile);

/** A stack as V8 writes it: other engines of browsers write `name@place`, and no message. */
export function asV8(stack: string): string {
  if (stack.includes("\n    at ")) return stack;
  return stack.replace(/^(?:async\*)?([^@\n]*)@(.*:\d+:\d+)$/gm, (_, name: string, place: string) =>
    name === "" ? `    at ${place}` : `    at ${name} (${place})`,
  );
}

/** Whether a frame, or a file, is of this package. */
export function isOwn(frameOrUrl: string): boolean {
  if (own === undefined) return false;
  return frameOrUrl.includes(own.url) || frameOrUrl.replaceAll("\\", "/").includes(own.path);
}
