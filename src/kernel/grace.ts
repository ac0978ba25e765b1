import { TimeoutError, type WaitingTask } from "../errors.ts";
import { describeTasks } from "./deadlock.ts";
import type { Future } from "./future.ts";
import type { Loop } from "./loop.ts";
import { expire, lastTurns } from "./task.ts";
import type { Timer } from "./timers.ts";

/** How long cancelled coroutines may clean up, in milliseconds, if the run does not say. */
export const defaultCleanupGrace = 2000;

/**
 * The time that cancelled coroutines have for cleaning up. When it is over, their waits end at once, those that they have and those
 * that they begin; and one that still goes on is abandoned after some turns.
 */
export class Grace {
  readonly #loop: Loop;
  readonly #cancelled: () => Iterable<Future<unknown>>;
  readonly #timer: Timer;
  #over = false;

  /**
   * Begin the time of coroutines that have just been cancelled. A run around this one may end it before it is up.
   *
   * @param time that they have, in milliseconds.
   * @param cancelled those whose waits end when it is over.
   */
  constructor(loop: Loop, time: number, cancelled: () => Iterable<Future<unknown>>) {
    this.#loop = loop;
    this.#cancelled = cancelled;
    const now = loop.now();
    const end = Math.min(now + time, loop.around()?.end ?? Number.POSITIVE_INFINITY);
    loop.limits = { deadline: end, end };
    this.#timer = loop.addDeadline(end - now, { wake: () => void this.end() });
  }

  get over(): boolean {
    return this.#over;
  }

  /** End the time now. @returns false when it was over before. */
  end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    expire(this.#cancelled());
    return true;
  }

  /** Forget the time, which nobody needs any more. */
  stop(): void {
    this.#loop.limits = undefined;
    this.#loop.deadlines.cancel(this.#timer);
  }
}

/** An error that lists the tasks which have been abandoned since the last time, if there are any. */
export function takeAbandoned(loop: Loop): TimeoutError | undefined {
  const { abandoned } = loop;
  loop.abandoned = undefined;
  return abandoned === undefined ? undefined : abandonment(abandoned);
}

function abandonment(tasks: readonly WaitingTask[]): TimeoutError {
  const subject = tasks.length === 1 ? "1 task goes" : `${tasks.length} tasks go`;
  const lines = [
    `Cannot wait any longer: ${subject} on ${lastTurns} turns after the time for cleaning up, and ${tasks.length === 1 ? "is" : "are"} abandoned`,
    ...describeTasks(tasks),
  ];
  return new TimeoutError(lines.join("\n"), { tasks });
}
