import { limitStacks, textOf } from "../errors.ts";
import { stackLines } from "../kernel/await-stack.ts";
import { Task } from "../kernel/task.ts";
import { originOf } from "./caller-border.ts";
import type { RemoteFuture } from "./calls.ts";

/** Put the caller's frames under the thread's, so that an error's stack shows the whole way. */
export function joinStacks(error: unknown, future: RemoteFuture): void {
  // An error that came home shows all of its way already.
  if (!(error instanceof Error) || originOf(error) === undefined) return;
  let lines: readonly string[];
  try {
    lines = [...waitingFrames(future), ...physicalFrames()];
  } catch {
    return; // Others make no text of stacks. The error is what it is.
  }
  lines = lines.filter((line) => line !== future.about && !isHidden(line));
  const local =
    lines.length === 0
      ? ""
      : `\n    at -- called as ${future.label} from --\n${lines.map((line) => `    ${line}`).join("\n")}`;
  const { stack } = error as { readonly stack?: unknown };
  Object.defineProperty(error, "stack", {
    value: `${withoutOwn(typeof stack === "string" ? stack : textOf(error))}${local}`,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

function waitingFrames({ listeners }: RemoteFuture): readonly string[] {
  const task = listeners instanceof Set ? [...listeners][0] : listeners;
  return task instanceof Task ? task.awaitStack() : [];
}

/** Where the run was started: this is called while it blocks. */
function physicalFrames(): string[] {
  return stackLines(stackHere(50));
}

/** The frames of the program on the stack of this moment, innermost first. */
export function framesHere(): string[] {
  return physicalFrames().filter((line) => !isHidden(line) && !line.endsWith(".next (<anonymous>)"));
}

function withoutOwn(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => !(line.startsWith("    at ") && isHidden(line)))
    .join("\n");
}

/** Frames of this package, and of the runtime below the program, show nothing that its users can mend. */
function isHidden(line: string): boolean {
  return (
    isOwn(line) || /\(?node:(?:internal\/(?:modules|process)\/|async_hooks:)|node[:/]diagnostics_channel/.test(line)
  );
}

/** A frame, as V8 and JavaScriptCore show it to `Error.prepareStackTrace`. */
interface CallSite {
  getFileName(): string | null | undefined;
}

/** Call `body` while `prepare` makes the stacks, instead of whatever others have put in its place, if that can be. */
function prepareBy<T>(prepare: ((error: Error, sites: readonly CallSite[]) => unknown) | undefined, body: () => T): T {
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

/** Take the stack of this moment, so long, which is to be made into text or searched later. */
export function stackHere(frames: number): Error {
  const limit = limitStacks(frames);
  // V8 asks others what they make of it when it is read, and Bun at once.
  const here = prepareBy(undefined, () => new Error());
  limitStacks(limit);
  return here;
}

/** The paths and URLs of the files of an error's frames, innermost first. Names of no file may be among them, too. */
export function filesOf(error: Error): string[] {
  let sites: readonly CallSite[] | undefined;
  const keep = (_: Error, given: readonly CallSite[]): string => {
    sites = given;
    return "";
  };
  const stack = prepareBy(keep, () => (error as { readonly stack?: unknown }).stack);
  const files =
    sites === undefined ? String(stack).split("\n").map(fileIn) : sites.map((site) => site.getFileName() ?? undefined);
  return files.filter((file) => file !== undefined);
}

const frame =
  /^(?:at (?:async )?(?:.*? \()??|[^@]*@)?((?:file:\/\/|https?:\/\/|\/|[A-Za-z]:[\\/]).*?)(?: line \d+ > \w+)*:\d+:\d+\)?$/;

/**
 * @internal The file in a line of a stack's text: `at f (FILE:1:2)` and `at async FILE:1:2`, or `f@FILE:1:2` where the engine is not V8. Its
 * path may have spaces, parentheses and the like.
 */
export function fileIn(line: string): string | undefined {
  return line.includes("(eval at ") ? undefined : frame.exec(line.trim())?.[1];
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
