import { LoopClosedError, ThreadExitedError } from "../errors.ts";
import type { ThreadOptions } from "../platform/platform.ts";
import { atUser, beganAtUser } from "../users-line.ts";
import type { Thread } from "./thread.ts";
import type { Threads } from "./threads.ts";

/** So many threads of one place may be busy at once; the one that has been longest is ended before there is another. */
const most = 4;

/**
 * Where loops find their thread. It starts with the first call, and anew when it has died. While it is too busy to listen another
 * one takes its place for new calls; when it listens again, with all that it has loaded, the other one ends as soon as nobody has
 * anything of it.
 */
export class ThreadPlace {
  readonly #threads: Threads;
  readonly #options: ThreadOptions;
  /** The oldest first. */
  #own: Thread[] = [];
  #closed = false;

  constructor(threads: Threads, options: ThreadOptions) {
    this.#threads = threads;
    this.#options = options;
  }

  get(): Thread {
    const first = this.#own[0];
    // Mostly there is one, and nobody has asked it anything that it did not answer.
    if (first !== undefined && this.#own.length === 1 && !first.liveness.doubtful && first.liveness.death === undefined)
      return first;
    return this.#find();
  }

  /** The thread, if there is just one; the first is started for it. */
  get only(): Thread | undefined {
    if (this.#own.length === 0) this.#startFirst();
    return this.#own.length === 1 ? this.#own[0] : undefined;
  }

  /** An error that is in its way is for the call that cannot do without it. */
  #startFirst(): void {
    if (this.#closed || this.#threads.platform.whyNotCall(true) !== undefined) return;
    try {
      this.#own = [this.#threads.start(this.#options)];
    } catch {}
  }

  #find(): Thread {
    if (this.#closed) throw atUser(new LoopClosedError("Cannot call: the loop that the thread belongs to is closed"));
    const found = this.listening;
    for (const thread of this.#own) {
      const { liveness, imports } = thread;
      if (found === undefined || thread === found || liveness.pulse.silent || liveness.wanted || imports.size > 0)
        continue;
      thread.end(
        beganAtUser(new ThreadExitedError("Cannot call: the thread that was to stand in for a busy one is not needed")),
      );
    }
    if (found !== undefined) return found;
    if (this.#own.length >= most) {
      this.#own[0]?.end(
        beganAtUser(
          new ThreadExitedError(
            `Cannot go on: the thread was ended, for it has not listened for long, and ${most - 1} others do not listen either`,
          ),
        ),
      );
    }
    const started = this.#threads.start(this.#options);
    this.#own = [...this.#own.filter(({ liveness }) => liveness.death === undefined), started];
    return started;
  }

  /** The oldest thread that is not too busy to listen, if there is one. */
  get listening(): Thread | undefined {
    if (this.#own.some(({ liveness }) => liveness.death !== undefined || liveness.doubtful)) {
      this.#threads.takeIn(); // It may have answered.
      this.#own = this.#own.filter(({ liveness }) => liveness.death === undefined);
    }
    return this.#own.find(({ liveness }) => !liveness.pulse.silent);
  }

  /** The threads that live. */
  get threads(): readonly Thread[] {
    return this.#own.filter(({ liveness }) => liveness.death === undefined);
  }

  /** End the threads, whatever they do. */
  close(): void {
    this.#closed = true;
    for (const thread of this.#own)
      thread.end(beganAtUser(new LoopClosedError("the loop that the thread belongs to is closed")));
    this.#own = [];
  }
}
