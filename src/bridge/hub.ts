import { LoopError, ThreadExitedError, TimeoutError } from "../errors.ts";
import type { Loop } from "../kernel/loop.ts";
import type { Platform, ThreadOptions } from "../platform/platform.ts";
import { Doorbell } from "./doorbell.ts";
import type { HandleState } from "./known.ts";
import { fewCalls, Sleeper } from "./sleeper.ts";
import { Thread } from "./thread.ts";

/** The time between two looks at whether the threads are alive, in milliseconds. It ends every sleep, too. */
const lifeCheck = 150;

/** A run that is never idle looks at the clock for that once in so many ticks. */
const ticksPerLook = 256;

/** All the threads of one calling thread. They share the bell that the caller sleeps on. */
export class Hub {
  readonly platform: Platform;
  readonly threads: Set<Thread> = new Set();
  readonly bellMemory: SharedArrayBuffer = Doorbell.allocate();
  readonly spins: boolean;
  readonly makeHandle: (state: HandleState) => object;
  readonly #bell: Doorbell = new Doorbell(this.bellMemory);
  readonly #sleeper: Sleeper;
  /** The earliest deadline of the runs that block this thread, on the platform's clock. */
  deadline: number | undefined;
  /** Those who wait for messages without blocking. */
  readonly #watchers = new Map<Loop, () => void>();
  /** Set by threads that have something to be sent. */
  unsent = false;
  #drainedAt = 0;
  #draining = 0;
  /** An event has told of a message, whose sender may ring much later: as soon as it is done with what it does. */
  #told = false;
  #checkedAt = 0;
  #ticks = 0;

  constructor(platform: Platform, makeHandle: (state: HandleState) => object, spins: boolean) {
    this.platform = platform;
    this.makeHandle = makeHandle;
    this.spins = spins;
    this.#sleeper = new Sleeper(this.#bell, platform.now, spins);
  }

  startThread(options: ThreadOptions): Thread {
    return new Thread(this, options);
  }

  /** Send what has gathered for all threads. */
  flush(): void {
    if (!this.unsent) return;
    this.unsent = false;
    for (const thread of this.threads) thread.flush();
  }

  /** Take in what has arrived from all threads, if anything has. @returns whether there was anything. */
  drain(): boolean {
    // Read the bell before looking: a ring that comes while looking is seen the next time. Whoever posts rings after, so that
    // without a new ring there is nothing to look for, unless this is a run in a callback that a look has found, which is not at
    // its end, or an event has told of a message before its ring. (test/bridge/hub.test.ts)
    const rung = this.#bell.read();
    if (rung === this.#drainedAt && this.#draining === 0 && !this.#told) return false;
    this.#told = false;
    this.#drainedAt = rung;
    this.#draining++;
    let any = false;
    try {
      for (const thread of this.threads) if (thread.drain()) any = true;
    } finally {
      this.#draining--;
    }
    return any;
  }

  /** Take in what has arrived, at the cost of one look at the bell when nothing has. */
  poll(): void {
    if (this.threads.size === 0) return;
    this.flush();
    if (this.#bell.read() !== this.#drainedAt) this.drain();
    this.glance();
  }

  /** `checkUp` once in so many times: for those who are kept from sleeping. */
  glance(): void {
    if (++this.#ticks % ticksPerLook === 0) this.checkUp();
  }

  /** A run begins: threads that have died since the last one are not for it. */
  refresh(): void {
    if (this.threads.size === 0) return;
    this.drain();
    for (const thread of this.threads) thread.noticeDeath();
    const now = this.platform.now();
    if (now - this.#checkedAt < lifeCheck) return;
    this.#checkedAt = now;
    for (const thread of this.threads) {
      thread.checkLife();
      thread.endIfSilent();
    }
  }

  /**
   * Block until a thread has something to say, until `milliseconds` are over, or for some time. Call after a vain `drain`.
   * @throws LoopError where this thread may not block.
   */
  sleep(milliseconds: number): void {
    const why = this.platform.whyNotBlock();
    if (why !== undefined) throw new LoopError(`Cannot wait: this thread would have to block, and ${why}`);
    const longest = Math.max(0, Math.min(milliseconds, lifeCheck));
    if (this.#sleeper.wait(this.#drainedAt, longest, this.#fewPending())) this.checkUp();
    else this.glance(); // A spin that was of use: hardly any time has passed.
  }

  #fewPending(): boolean {
    let pending = 0;
    for (const thread of this.threads) pending += thread.pending.size;
    return pending <= fewCalls;
  }

  /**
   * Look whether threads have died, or are too busy to listen, if that has not been done for some time: other threads, or timers,
   * may keep the caller from ever sleeping for long. (test/bridge/hub.test.ts)
   */
  checkUp(): void {
    const now = this.platform.now();
    const due = now - this.#checkedAt >= lifeCheck;
    if (due) this.#checkedAt = now;
    for (const thread of [...this.threads]) {
      if (due && thread.wanted) {
        thread.drain(); // It may have become busy between its post and its ring.
        thread.checkLife();
      }
      thread.endIfSilent();
    }
  }

  /** Milliseconds until `checkUp` is of use though nothing arrives, for those who do not `sleep`; undefined for never. */
  nextCheckUp(): number | undefined {
    for (const thread of this.threads) if (thread.doubtful) return lifeCheck;
    return undefined;
  }

  /** @throws TimeoutError when the deadline of the run has passed; the thread that would not answer is ended. */
  requireTime(thread: Thread, label: string): void {
    if (this.timeLeft() > 0) return;
    thread.end(
      new ThreadExitedError("Cannot go on: the thread was ended, for it did not answer before the deadline of the run"),
    );
    throw new TimeoutError(`Cannot read ${label}: the deadline of the run has passed, and the thread does not answer`);
  }

  /** Milliseconds to the earliest deadline of the runs that block this thread. */
  timeLeft(): number {
    return this.deadline === undefined ? Number.POSITIVE_INFINITY : this.deadline - this.platform.now();
  }

  /**
   * Call `wake` when something arrives, or a thread dies, while this thread does not block and a thread may wake `loop`. Such a
   * thread keeps the process alive. Call again when that may have changed; `wake` undefined ends it.
   */
  watch(loop: Loop, wake: (() => void) | undefined): void {
    if (wake === undefined) this.#watchers.delete(loop);
    else this.#watchers.set(loop, wake);
    for (const thread of this.threads) {
      const awaited = [...this.#watchers.keys()].some((watcher) => thread.mayWake(watcher));
      thread.onMessage(awaited ? this.wakeWatchers : undefined);
    }
  }

  /** Something may have changed for those who do not block. */
  readonly wakeWatchers = (): void => {
    this.#told = true;
    for (const thread of [...this.threads]) thread.noticeDeath();
    for (const wake of [...this.#watchers.values()]) wake();
  };
}
