import type { Onlookers, TracingChannel } from "../platform/platform.ts";
import { framesHere } from "./stacks.ts";
import type { Traced } from "./tracing.ts";

/** The mark of channels whose lines are written already: there may be several copies of this package. */
const written = Symbol.for("miniasync.lines");

/** Write a line when a run or a call begins, and one when it ends. */
export function writeLines({ run, call }: Onlookers, line: (text: string) => void, now: () => number): void {
  if (written in run.start) return;
  Object.defineProperty(run.start, written, { value: true });
  const begun = new WeakMap<Traced, number>();
  const on = (channel: TracingChannel, name: keyof TracingChannel, tell: (traced: Traced) => void): void =>
    channel[name].subscribe((message) => tell(message as Traced));
  const ended = (traced: Traced): void => {
    const time = (now() - (begun.get(traced) ?? now())).toFixed(1);
    line(`${describe(traced)} ${"error" in traced ? `threw ${nameOf(traced.error)}` : "ended"} after ${time} ms`);
  };
  on(run, "start", (traced) => {
    begun.set(traced, now());
    line([describe(traced), ...framesHere().slice(0, 1)].join(" "));
  });
  on(run, "end", (traced) => {
    if (traced.async !== true) ended(traced);
  });
  on(run, "asyncEnd", ended);
  on(call, "start", (traced) => {
    begun.set(traced, now());
    line(describe(traced));
  });
  on(call, "asyncEnd", ended);
}

function describe({ label, task, thread }: Traced): string {
  return `${label}${task === undefined ? "" : ` of ${task}`} in thread ${thread}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
