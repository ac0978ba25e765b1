import { ThreadExitedError, TimeoutError } from "../errors.ts";
import type { Platform, ThreadOptions } from "../platform/platform.ts";
import { Doorbell } from "./doorbell.ts";
import type { HandleState } from "./known.ts";
import { quickTime, Sleeper } from "./sleeper.ts";
import { Thread } from "./thread.ts";

/** The longest sleep between two looks at whether the threads are alive, in milliseconds. */
const lifeCheck = 100;

/** All the threads of one calling thread. They share the bell that the caller sleeps on. */
export class Hub {
  readonly platform: Platform;
  readonly threads: Set<Thread> = new Set();
  readonly bellMemory: SharedArrayBuffer = Doorbell.allocate();
  readonly spins: boolean;
  readonly makeHandle: (state: HandleState) => object;
  readonly #bell: Doorbell = new Doorbell(this.bellMemory);
  readonly #sleeper: Sleeper;
  /** How long a call that was given up may go on being silent, in milliseconds; the innermost run's. */
  cancelGrace = 250;
  /** The deadline of the innermost run that has one, on the platform's clock. */
  deadline: number | undefined;
  #drainedAt = 0;
  #lastArrival = 0;
  #quick = false;

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
    this.#quick = this.platform.now() - this.#lastArrival < quickTime;
    for (const thread of this.threads) thread.flush();
  }

  /** Whether this thread has sent again soon after something had arrived. */
  get quick(): boolean {
    return this.#quick;
  }

  /** Take in what has arrived from all threads, if anything has. @returns whether there was anything. */
  drain(): boolean {
    // Read the bell before looking: a ring that comes while looking is seen the next time.
    this.#drainedAt = this.#bell.read();
    let any = false;
    for (const thread of this.threads) if (thread.drain()) any = true;
    if (any) this.#lastArrival = this.platform.now();
    return any;
  }

  /** Take in what has arrived, at the cost of one look at the bell when nothing has. */
  poll(): void {
    if (this.threads.size === 0) return;
    this.flush();
    if (this.#bell.read() !== this.#drainedAt) this.drain();
  }

  /** Block until a thread has something to say, until `milliseconds` are over, or for some time. Call after a vain `drain`. */
  sleep(milliseconds: number): void {
    const before = this.platform.now();
    this.#sleeper.wait(this.#drainedAt, Math.max(0, Math.min(milliseconds, lifeCheck)), this.#quick);
    if (this.platform.now() - before >= lifeCheck) for (const thread of this.threads) thread.checkLife();
  }

  /** @throws TimeoutError when the deadline of the run has passed; the thread that would not answer is ended. */
  requireTime(thread: Thread, label: string): void {
    if (this.deadline === undefined || this.platform.now() < this.deadline) return;
    thread.end(
      new ThreadExitedError("Cannot go on: the thread was ended, for it did not answer before the deadline of the run"),
    );
    throw new TimeoutError(`Cannot read ${label}: the deadline of the run has passed, and the thread does not answer`);
  }
}
