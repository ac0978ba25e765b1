/** Node, Deno and Bun: a timeline of this thread in a file, from now to the end of the process. */
import { Timeline } from "./timeline.ts";

const fileName = "miniasync.trace.json";

/** Frames that are no lines of the program: those of this package and of the runtime. */
const ownFrame = /[\\/]miniasync(?:-trace)?\.[cm]?js:\d|\(?node:|\(?ext:|\(native|<anonymous>\)?$/;
const framesLookedAt = 40;

/** A JSON array that is whole whenever it is closed, and readable for viewers though it never is: the process may be killed. */
class EventFile {
  readonly #fs = process.getBuiltinModule("node:fs");
  #file: number | undefined;
  #position = 0;
  #closed = false;

  /** Every event goes to the file at once: this thread may block next. */
  readonly write = (event: string): void => {
    this.#put(`${this.#position === 0 ? "[" : ","}\n${event}`);
    if (this.#closed) this.close(); // Other listeners of the exit come later, and may run something.
  };

  close(): void {
    const end = this.#position;
    this.#put("\n]\n");
    this.#position = end;
    this.#closed = true;
  }

  #put(text: string): void {
    // Not before there is something to write: a program that runs nothing must not empty the file of another one.
    this.#file ??= this.#fs.openSync(fileName, "w");
    const bytes = Buffer.from(text);
    this.#position += this.#fs.writeSync(this.#file, bytes, 0, bytes.length, this.#position);
  }
}

/** Begin. Nothing is done where it cannot be, and in threads other than the main one. */
export function startTrace(): void {
  const channels = process.getBuiltinModule("node:diagnostics_channel");
  if (channels?.tracingChannel === undefined || !process.getBuiltinModule("node:worker_threads").isMainThread) return;
  const file = new EventFile();
  const now = (): number => Number(process.hrtime.bigint()) / 1000;
  const origin = now();
  let made: Timeline | undefined;
  const draw = (): Timeline => {
    made ??= new Timeline(file.write, process.pid, () => now() - origin, placeHere);
    return made;
  };
  type Told = Parameters<Timeline["runEnds"]>[0];
  const subscribe = (name: string, body: (told: Told) => void): void =>
    channels.subscribe(`tracing:miniasync.${name}`, (message) => body(message as Told));
  subscribe("run:start", (run) => draw().runBegins(run));
  subscribe("run:end", (run) => {
    if (run.async !== true) draw().runEnds(run);
  });
  subscribe("run:asyncEnd", (run) => draw().runEnds(run));
  subscribe("call:start", (call) => draw().callBegins(call));
  subscribe("call:end", (call) => {
    if ("error" in call) draw().callEnds(call); // It was not sent.
  });
  subscribe("call:asyncEnd", (call) => draw().callEnds(call));
  subscribe("task:start", (task) => draw().turnBegins(task));
  subscribe("task:end", (task) => draw().turnEnds(task));
  subscribe("task:asyncEnd", (task) => draw().taskEnds(task));
  process.on("exit", () => {
    made?.finish();
    if (made !== undefined) file.close();
  });
}

/** The line of the program that has led here. */
function placeHere(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = framesLookedAt;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  const lines = typeof stack === "string" ? stack.split("\n").map((line) => line.trim()) : [];
  return lines.find((line) => line.startsWith("at ") && !ownFrame.test(line))?.slice("at ".length);
}
