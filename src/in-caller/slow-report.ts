import { awaitStack, waitingTask } from "../kernel/await-stack.ts";
import { describeTasks } from "../kernel/deadlock.ts";
import { type Loop, runningLoopOrNone } from "../kernel/loop.ts";
import { Calls } from "./calls.ts";
import type { Liveness } from "./liveness.ts";
import { framesHere } from "./stacks.ts";

/** Two reports have no more time between them, in milliseconds. */
const longestPause = 60_000;

/** Tells of a thread that blocks for long, while it does: where, and what for. */
export class SlowReport {
  readonly #limit: number;
  readonly #now: () => number;
  readonly #write: (text: string) => void;
  #label = "";
  /** When this thread began to block; undefined while it does not. */
  #since: number | undefined;
  #next = 0;

  /** @param limit how long it may block without a report, in milliseconds. */
  constructor(limit: number, now: () => number, write: (text: string) => void) {
    this.#limit = limit;
    this.#now = now;
    this.#write = write;
  }

  /** Call `body`, which blocks; `label` is its name in the report. */
  during<T>(label: string, body: () => T): T {
    if (this.#since !== undefined) return body();
    const since = this.#now();
    this.#label = label;
    this.#since = since;
    this.#next = since + this.#limit;
    try {
      return body();
    } finally {
      this.#since = undefined;
      if (this.#next > since + this.#limit)
        this.#write(`miniasync: ${label} is over after ${seconds(this.#now() - since)}\n`);
    }
  }

  /** Nothing blocks, though it was begun and not ended. */
  forget(): void {
    this.#since = undefined;
  }

  /**
   * Report, if it is time: after the limit, and then each time that the thread has blocked for twice as long.
   * @param reading the property that is read, if that is the reason why this thread sleeps.
   */
  look(threads: Iterable<{ readonly id: number; readonly liveness: Liveness }>, reading: string | undefined): void {
    if (this.#since === undefined) return;
    const now = this.#now();
    if (now < this.#next) return;
    const blocked = now - this.#since;
    this.#next = now + Math.min(blocked, longestPause);
    const lines = [
      `miniasync: ${this.#label} has blocked this thread for ${seconds(blocked)}`,
      ...framesHere().map((frame) => `    ${frame}`),
      ...(reading === undefined ? [] : [`  It reads ${reading}`]),
      ...describeLoops(),
      ...describeThreads(threads),
    ];
    this.#write(`${lines.join("\n")}\n`);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** What the running loop and those beneath it wait for. The tasks that have called what blocks are on the stack. */
function describeLoops(): string[] {
  const lines: string[] = [];
  for (let loop: Loop | undefined = runningLoopOrNone(), inner = true; loop !== undefined; loop = loop.beneath) {
    const { currentTask } = loop;
    const tasks = Array.from(loop.tasks())
      .filter((task) => task !== currentTask)
      .map((task) => waitingTask(task.name, awaitStack(task)));
    const strays = Array.from(Calls.of(loop)?.strays.keys() ?? [], ({ label }) => label);
    if (tasks.length > 0) {
      const subject = tasks.length === 1 ? "1 task" : `${tasks.length} tasks`;
      const waits = tasks.length === 1 ? "waits" : "wait";
      lines.push(
        inner ? `  ${subject} ${waits}:` : `  ${subject} of the run around it ${waits}, too:`,
        ...describeTasks(tasks),
      );
    }
    if (strays.length > 0) lines.push(`  Cancelled calls have not ended: ${strays.join(", ")}`);
    inner = false;
  }
  return lines;
}

function describeThreads(threads: Iterable<{ readonly id: number; readonly liveness: Liveness }>): string[] {
  return [...threads].flatMap(({ id, liveness }) => {
    if (!liveness.wanted) return [];
    if (!liveness.pulse.ready) return [`  Thread ${id} has not started yet`];
    return liveness.pulse.silent ? [`  Thread ${id} does not listen: it computes, or imports`] : [];
  });
}
