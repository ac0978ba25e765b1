import { ThreadExitedError } from "../errors.ts";
import type { ThreadEnd } from "../platform/platform.ts";
import type { Reply, Request } from "./protocol.ts";

/** How long a thread may take to start, in milliseconds. */
const startTime = 10_000;

/** A thread is not called silent before it had this long to start, in milliseconds. */
const startPatience = 1000;

/**
 * A thread that is awake answers a ping in less than this, in milliseconds, on a machine with much to do. It has that long whatever
 * time of grace a call is given, for ending it ends what others have there.
 */
const pingTime = 250;

/** Whether a thread lives, and whether it listens. */
export class Vitals {
  readonly #end: ThreadEnd;
  readonly #now: () => number;
  readonly #startedAt: number;
  #ready = false;
  #pings = 0;
  #pongs = 0;
  /** Until when the oldest ping that is not answered may stay so, and what it was sent for. */
  #patience = Number.POSITIVE_INFINITY;
  #reason = "";

  constructor(end: ThreadEnd, now: () => number) {
    this.#end = end;
    this.#now = now;
    this.#startedAt = now();
  }

  /** Whether it has said that it serves. */
  get ready(): boolean {
    return this.#ready;
  }

  /** It says that it is there. */
  hear(reply: Extract<Reply, { kind: "ready" | "pong" }>): void {
    if (reply.kind === "ready") this.#ready = true;
    else this.#pongs = Math.max(this.#pongs, reply.id);
    if (this.#pongs === this.#pings) this.#patience = Number.POSITIVE_INFINITY;
  }

  /** Ask whether it listens still, for `reason`; it has `grace` milliseconds to say so. */
  ping(reason: string, grace: number): Request {
    const patience = this.#now() + Math.max(grace, pingTime);
    if (this.#pongs === this.#pings || patience < this.#patience) {
      this.#patience = patience;
      this.#reason = reason;
    }
    return { kind: "ping", id: ++this.#pings };
  }

  /** Whether it is to be looked at again before it says something: it may never. */
  get doubtful(): boolean {
    return !this.#ready || this.#pongs < this.#pings;
  }

  /** When it is known for certain whether it listens; undefined when that is known, or when it has not even started. */
  get answersUntil(): number | undefined {
    return this.#ready && this.#pongs < this.#pings ? this.#patience : undefined;
  }

  /** Why it must be ended, if it is too busy to say anything. Ask after taking in what has arrived. */
  silence(): ThreadExitedError | undefined {
    if (this.#pongs === this.#pings) return undefined;
    const now = this.#now();
    if (now < this.#patience) return undefined;
    if (!this.#ready && now < this.#startedAt + startPatience) return undefined;
    return new ThreadExitedError(
      `Cannot go on: the thread was ended, for it did not answer after ${this.#reason} was cancelled (an endless loop?)`,
    );
  }

  /** Why it is given up, if it has died without a word or never started. Ask after taking in what has arrived. */
  death(): ThreadExitedError | undefined {
    if (!this.#end.isAlive()) {
      return new ThreadExitedError(
        this.#ready
          ? "Cannot go on: the thread ended without a word; out of memory, perhaps, or killed by native code"
          : "Cannot start the thread: it ended before it was ready; look at its imports and execArgv",
      );
    }
    if (this.#ready || this.#now() - this.#startedAt <= startTime) return undefined;
    return new ThreadExitedError(
      `Cannot start the thread: it was not ready after ${startTime} ms; look at its imports and execArgv`,
    );
  }
}
