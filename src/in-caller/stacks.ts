import { limitStacks, textOf } from "../errors.ts";
import { stackLines } from "../kernel/await-stack.ts";
import { Task } from "../kernel/task.ts";
import { asV8, type CallSite, isHidden, prepareBy, shownAtUser, withoutConsole } from "../users-line.ts";
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
  lines = withoutConsole(lines.filter((line) => line !== future.about && !isHidden(line)));
  const local =
    lines.length === 0
      ? ""
      : `\n    at -- called as ${future.label} from --\n${lines.map((line) => `    ${line}`).join("\n")}`;
  const { stack } = error as { readonly stack?: unknown };
  shownAtUser(error);
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
  return asV8(stack)
    .split("\n")
    .filter((line) => !(line.startsWith("    at ") && isHidden(line)))
    .join("\n");
}

/** Take the stack of this moment, so long, which is to be made into text or searched later. */
export function stackHere(frames: number): Error {
  const limit = limitStacks(frames);
  // V8 asks others what they make of it when it is read, and Bun at once.
  const here = prepareBy(undefined, () => new Error());
  limitStacks(limit);
  return here;
}

/** A frame that is in a file, and its place there, from 1. */
export interface Frame {
  /** A path or URL, or a name of no file. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The frames of an error that are in files, innermost first. */
export function framesOf(error: Error): Frame[] {
  let frames: (Frame | undefined)[] | undefined;
  const keep = (_: Error, sites: readonly CallSite[]): string => {
    frames = sites.map(frameOf);
    return "";
  };
  const stack = prepareBy(keep, () => (error as { readonly stack?: unknown }).stack);
  frames ??= String(stack).split("\n").map(frameIn);
  return frames.filter((it) => it !== undefined);
}

function frameOf(site: CallSite): Frame | undefined {
  const file = site.getFileName();
  return file ? { file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 } : undefined;
}

function frameIn(text: string): Frame | undefined {
  const file = fileIn(text);
  const [, line, column] = /:(\d+):(\d+)\)?$/.exec(text.trim()) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}

const frame =
  /^(?:at (?:async )?(?:.*? \()??|[^@]*@)?((?:file:\/\/|https?:\/\/|\/|\\\\|[A-Za-z]:[\\/]).*?)(?: line \d+ > \w+)*:\d+:\d+\)?$/;

/**
 * @internal The file in a line of a stack's text: `at f (FILE:1:2)` and `at async FILE:1:2`, or `f@FILE:1:2` where the engine is not V8. Its
 * path may have spaces, parentheses and the like.
 */
export function fileIn(line: string): string | undefined {
  return line.includes("(eval at ") ? undefined : frame.exec(line.trim())?.[1];
}
