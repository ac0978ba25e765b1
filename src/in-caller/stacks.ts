import { limitStacks } from "../errors.ts";
import { Task } from "../kernel/task.ts";
import { originOf } from "./caller-border.ts";
import type { RemoteFuture } from "./calls.ts";

/** Put the caller's frames under the thread's, so that an error's stack shows the whole way. */
export function joinStacks(error: unknown, future: RemoteFuture): void {
  // One that came home shows all of its way already.
  if (!(error instanceof Error) || originOf(error) === undefined) return;
  const { listeners } = future;
  const task = listeners instanceof Set ? [...listeners][0] : listeners;
  const waiting = task instanceof Task ? task.awaitStack() : [];
  const lines = [...waiting, ...physicalFrames()].filter((line) => line !== future.about && !isHidden(line));
  const local =
    lines.length === 0
      ? ""
      : `\n    at -- called as ${future.label} from --\n${lines.map((line) => `    ${line}`).join("\n")}`;
  Object.defineProperty(error, "stack", {
    value: `${withoutOwn(String(error.stack ?? error))}${local}`,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

/** Where the run was started: this is called while it blocks. */
function physicalFrames(): string[] {
  const limit = limitStacks(50);
  const stack = new Error().stack ?? "";
  limitStacks(limit);
  return stack
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "));
}

function withoutOwn(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => !(line.startsWith("    at ") && isHidden(line)))
    .join("\n");
}

/** Frames of this package, and of the runtime below the program, show nothing that its users can mend. */
function isHidden(line: string): boolean {
  return isOwn(line) || /\(?node:(?:async_hooks|internal\/(?:modules|process)\/)/.test(line);
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
