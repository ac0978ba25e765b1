import { Task } from "../kernel/task.ts";
import { originOf } from "./caller-border.ts";
import { isOwn } from "./own-frames.ts";
import type { RemoteFuture } from "./remote-future.ts";

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
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const stack = new Error().stack ?? "";
  Error.stackTraceLimit = limit;
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
  return isOwn(line) || /\(?node:internal\/(?:modules|process)\//.test(line);
}
