import { InterruptedError, suppress } from "../errors.ts";
import { type Loop, runningLoopOrNone } from "../kernel/loop.ts";
import type { Interrupts } from "../platform/platform.ts";
import { atUser } from "../users-line.ts";
import { Calls } from "./calls.ts";

/** Ctrl-C while this thread blocks. It ends all that blocks the thread: the run that waits, and those around it. */
export class Interruption {
  /** Since the signal has come, until nothing blocks this thread any more. */
  error: InterruptedError | undefined = undefined;
  readonly #meet: () => Interrupts | undefined;
  /** Null before the first look. */
  #interrupts: Interrupts | undefined | null = null;

  /** @param meet finds out whether the runtime can interrupt. */
  constructor(meet: () => Interrupts | undefined) {
    this.#meet = meet;
  }

  /** Call `wait`, which does nothing but wait, until the signal comes. When it comes the second time, the process ends. */
  sleep(wait: () => void): void {
    if (this.#interrupts === null) this.#interrupts = this.#meet();
    if (this.#interrupts === undefined) return wait();
    if (!this.#interrupts.until(wait)) return;
    if (this.error !== undefined) return this.#interrupts.end();
    const error = atUser(
      new InterruptedError("Cannot wait any longer: the process was interrupted by SIGINT (Ctrl-C)"),
    );
    this.error = error;
    for (let loop: Loop | undefined = runningLoopOrNone(); loop !== undefined; loop = loop.beneath)
      loop.driven?.interrupt(error);
  }

  /** Call `body`, which blocks. @throws InterruptedError when the signal comes meanwhile, however `body` ends then. */
  during<T>(body: () => T): T {
    const before = this.error;
    try {
      const result = body();
      if (this.error !== undefined && this.error !== before) throw this.error;
      return result;
    } catch (error) {
      if (this.error === undefined || this.error === before) throw error;
      suppress(this.error, error);
      throw this.error;
    } finally {
      if (this.error !== undefined && !isBlocked()) this.#over(this.error);
    }
  }

  #over(error: Error): void {
    this.error = undefined;
    this.#interrupts?.over(error);
  }
}

/** Whether a run blocks this thread. A coroutine of `runAsync` may have called one that did, and blocks nothing itself. */
function isBlocked(): boolean {
  for (let loop = runningLoopOrNone(); loop !== undefined; loop = loop.beneath)
    if (Calls.of(loop)?.blocks === true) return true;
  return false;
}
