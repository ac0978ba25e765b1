import { LoopClosedError, ThreadExitedError } from "../errors.ts";
import type { Loop } from "../kernel/loop.ts";
import type { ThreadEnd } from "../platform/platform.ts";
import { atUser, beganAtUser, type Entry, isOnStack } from "../users-line.ts";
import type { Exports } from "../wire/exports.ts";
import type { Reply, Request } from "../wire/protocol.ts";

/** A function of the caller's that a thread has been given. */
export interface Callback {
  readonly generator: boolean;
  /** The loop of the run it was passed to last, where a generator's task belongs. */
  readonly loop: Loop | undefined;
  /** The async context of the call it was passed to last: it is called in that. */
  readonly context: object | undefined;
}

/** How long a thread may take to start, in milliseconds. */
const startTime = 10_000;

/** A thread that starts has this long before it counts as silent, in milliseconds. */
const startPatience = 1000;

/**
 * A thread that is awake answers a ping in less than this, in milliseconds, on a machine with much to do. It has that long
 * whatever time of grace a call is given: after it the next calls go to another thread.
 */
const pingTime = 250;

/** A thread that computes or imports is left alone for so long, in milliseconds, if its options do not say. */
const defaultPatience = 10_000;

/** Whether a thread lives, and whether it listens. */
export class Pulse {
  /** Whether the thread has said that it serves. */
  ready = false;
  readonly #end: ThreadEnd;
  readonly #now: () => number;
  readonly #patience: number;
  readonly #startedAt: number;
  #pings = 0;
  #pongs = 0;
  /** The time of grace of a ping that has not been sent yet. */
  #unsent: number | undefined;
  /** When the oldest ping without an answer was sent, its reason, and until when the answer may take. */
  #askedAt = Number.POSITIVE_INFINITY;
  #reason = "";
  #answersUntil = Number.POSITIVE_INFINITY;

  constructor(end: ThreadEnd, now: () => number, patience: number = defaultPatience) {
    this.#end = end;
    this.#now = now;
    this.#patience = patience;
    this.#startedAt = now();
  }

  /** Note that the thread has said something of itself. */
  hear(reply: Extract<Reply, { kind: "ready" | "pong" }>): void {
    if (reply.kind === "ready") this.ready = true;
    else this.#pongs = Math.max(this.#pongs, reply.id);
    const asked = this.asked && this.#askedAt < Number.POSITIVE_INFINITY;
    this.#askedAt = asked ? this.#now() : Number.POSITIVE_INFINITY;
    this.#answersUntil = this.#askedAt + pingTime;
  }

  /** A request that asks whether the thread listens, for `reason`; it has `grace` milliseconds to answer, from when the request is sent. */
  ping(reason: string, grace: number): Request {
    if (!this.asked) this.#reason = reason;
    this.#unsent = Math.min(this.#unsent ?? grace, grace);
    return { kind: "ping", id: ++this.#pings };
  }

  /** Note that all requests to the thread have been sent: its time to answer begins. */
  sent(): void {
    if (this.#unsent === undefined) return;
    const now = this.#now();
    this.#askedAt = Math.min(this.#askedAt, now);
    this.#answersUntil = Math.min(this.#answersUntil, now + Math.max(this.#unsent, pingTime));
    this.#unsent = undefined;
  }

  /** Whether the thread has been asked whether it listens, and has not answered. */
  get asked(): boolean {
    return this.#pongs < this.#pings;
  }

  /** The time until which the thread may answer; undefined when it has, or when it has not even started. */
  get answersUntil(): number | undefined {
    return this.ready && this.#answersUntil < Number.POSITIVE_INFINITY ? this.#answersUntil : undefined;
  }

  /** Whether the thread did not answer in time: it computes, or imports, and other calls had better go elsewhere. */
  get silent(): boolean {
    if (this.#answersUntil === Number.POSITIVE_INFINITY) return false;
    const now = this.#now();
    return now >= this.#answersUntil && (this.ready || now >= this.#startedAt + startPatience);
  }

  /** Whether the caller's event loop has been told that the thread is gone. */
  get reportedGone(): boolean {
    return this.#end.gone;
  }

  /**
   * The error for which the thread has to be given up, if it has: it died without a word, has not started in time, or has not listened
   * for longer than its patience. Ask after taking in its messages, and not for every call: asking wakes the thread.
   */
  verdict(): ThreadExitedError | undefined {
    if (!this.#end.isAlive()) {
      return beganAtUser(
        new ThreadExitedError(
          this.ready
            ? "Cannot go on: the thread ended without a word; out of memory, perhaps, or killed by native code"
            : "Cannot start the thread: it ended before it was ready; look at its imports and execArgv",
        ),
      );
    }
    const now = this.#now();
    if (!this.ready && now - this.#startedAt > startTime) {
      return beganAtUser(
        new ThreadExitedError(
          `Cannot start the thread: it was not ready after ${startTime} ms; look at its imports and execArgv`,
        ),
      );
    }
    if (!this.ready || now - this.#askedAt < this.#patience) return undefined;
    return beganAtUser(
      new ThreadExitedError(
        `Cannot go on: the thread was ended, for it did not listen for ${this.#patience} ms after ${this.#reason} was cancelled (an endless loop?)`,
      ),
    );
  }
}

/**
 * The account of one thread: whether it may still act. `park`, deadlock reports, the direct way and inspecting ask this account, and
 * keep none of their own:
 *
 * - a thread acts on the calls and reads that somebody waits for, and may call the functions that it holds;
 * - a thread that stands still, for a plain function that runs here, can do nothing before that returns;
 * - a thread whose event loop ran empty after the last request can do nothing before it gets another one;
 * - calls that were given up are waited for as long as their grace lasts, and keep nobody waiting after it.
 */
export class Liveness {
  readonly pulse: Pulse;
  /** Where its calls are, in words. */
  where = "in the thread";
  /** The plain function of the caller that runs for the thread, which stands still meanwhile. */
  standsFor: Entry | undefined = undefined;
  /** How many calls and reads in the thread somebody waits for. */
  waiting = 0;
  /** How many calls in the thread were given up, while a run waits for their end. */
  strays = 0;
  /** The reason why the thread is gone. */
  death: Error | undefined = undefined;
  readonly #outbox: { readonly count: number };
  readonly #callbacks: Exports<Callback | undefined>;
  #idleAfter = -1;
  #restAfter = -1;

  constructor(pulse: Pulse, outbox: { readonly count: number }, callbacks: Exports<Callback | undefined>) {
    this.pulse = pulse;
    this.#outbox = outbox;
    this.#callbacks = callbacks;
  }

  /** Note that the thread's event loop ran empty when it had seen so many requests. */
  ranEmpty(received: number): void {
    this.#idleAfter = received;
  }

  /**
   * Ask when nothing has come from the thread for some time.
   * @returns whether to tell it so, upon which it says if nothing goes on there. Once is enough until it is sent something else.
   */
  shouldRest(): boolean {
    if (!this.wanted || !this.mayAct || this.#restAfter === this.#outbox.count) return false;
    this.#restAfter = this.#outbox.count + 1; // It counts itself.
    return true;
  }

  /** How many calls and reads it has. */
  get pending(): number {
    return this.waiting + this.strays;
  }

  /** Whether anything can come from the thread. */
  get mayAct(): boolean {
    return this.death === undefined && this.standsFor === undefined && this.#idleAfter !== this.#outbox.count;
  }

  /** Whether it stands still for a function that was ended by force. */
  get forsaken(): boolean {
    return this.standsFor !== undefined && !isOnStack(this.standsFor);
  }

  /** Whether the thread has nothing to say but the answer to the next request. */
  get quiet(): boolean {
    return (
      this.death === undefined &&
      this.waiting === 0 &&
      this.strays === 0 &&
      this.standsFor === undefined &&
      this.#callbacks.size === 0 &&
      !this.pulse.asked
    );
  }

  /** Whether the thread may call a function that wakes a coroutine of `loop`: a plain one may do anything, a task is of its own loop. */
  mayCall(loop: Loop): boolean {
    if (this.#callbacks.size === 0 || !this.mayAct) return false;
    for (const { about } of this.#callbacks.values()) {
      if (about === undefined) continue;
      const { generator, loop: own } = about;
      if (!generator || own === loop || own === undefined || own.closed) return true;
    }
    return false;
  }

  /** Whether anybody here would miss the thread. */
  get wanted(): boolean {
    return this.waiting > 0 || this.strays > 0 || this.#callbacks.size > 0;
  }

  /** Whether to inspect the thread again before it says something, for it may never. */
  get doubtful(): boolean {
    return this.death === undefined && (this.pulse.asked || (this.wanted && !this.pulse.ready));
  }

  /** @throws ThreadExitedError or LoopClosedError when it is gone. */
  requireAlive(action: string): void {
    if (this.death === undefined) return;
    const Kind = this.death instanceof LoopClosedError ? LoopClosedError : ThreadExitedError;
    const why = `Cannot ${action}: the thread it lives in is gone (${this.death.message})`;
    throw atUser(new Kind(why, { cause: this.death } as never));
  }
}
