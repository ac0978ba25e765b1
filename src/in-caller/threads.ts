import { LoopError, TimeoutError } from "../errors.ts";
import { Loop } from "../kernel/loop.ts";
import type { Platform, ThreadOptions } from "../platform/platform.ts";
import { Doorbell, Sleeper } from "../wire/bell.ts";
import { Calls, type RemoteFuture } from "./calls.ts";
import type { HandleState } from "./stand-ins.ts";
import { type Hub, Thread } from "./thread.ts";

/** The time between two looks at whether the threads are alive, in milliseconds. It ends every sleep, too. */
const lifeCheck = 150;

/** A run that is never idle looks at the clock for that once in so many ticks. */
const ticksPerLook = 256;

/** So many rings that bring nothing are waited for, by one who waits for one message only. */
const mostLooks = 16;

/**
 * All the threads of one calling thread, which share the bell that the caller sleeps on. Whoever waits does three things in turn:
 * take in what came, inspect the threads now and then, and sleep.
 */
export class Threads implements Hub {
  readonly platform: Platform;
  readonly bellMemory: SharedArrayBuffer = Doorbell.allocate();
  readonly makeHandle: (state: HandleState) => object;
  readonly #all = new Set<Thread>();
  unsent = false;
  readonly #bell: Doorbell = new Doorbell(this.bellMemory);
  readonly #sleeper: Sleeper;
  /** Those who wait for messages without blocking. */
  readonly #watchers = new Map<Calls, () => void>();
  #outside: Calls | undefined;
  #takenAt = 0;
  #taking = 0;
  /** There may be messages though the bell was not rung again: an event has told of one, or not all were taken in. */
  #more = false;
  #inspectedAt = 0;
  #ticks = 0;

  constructor(platform: Platform, makeHandle: (state: HandleState) => object) {
    this.platform = platform;
    this.makeHandle = makeHandle;
    this.#sleeper = new Sleeper(this.#bell, platform.now, platform.spins);
  }

  start(options: ThreadOptions): Thread {
    const thread = new Thread(this, options);
    this.#all.add(thread);
    return thread;
  }

  ended(thread: Thread): void {
    this.#all.delete(thread);
  }

  get outside(): Calls {
    if (this.#outside === undefined) {
      const { now } = this.platform;
      this.#outside = new Calls(this.platform, { get: () => this.start({}), only: undefined }, true);
      this.#outside.loop = new Loop({ now, poll() {}, park: () => false, warn() {} });
    }
    return this.#outside;
  }

  /** Send what has gathered for all threads. */
  flush(): void {
    if (!this.unsent) return;
    this.unsent = false;
    for (const { outbox, liveness } of this.#all) {
      outbox.flush();
      liveness.sent();
    }
  }

  sendNow(): void {
    this.flush();
    this.#wakeWatchers();
  }

  /** Nothing has arrived that was not taken in, and nothing waits to be sent. */
  get quiet(): boolean {
    return !this.#more && !this.unsent && this.#bell.read() === this.#takenAt;
  }

  /** Block for the next message that `receive` gives. @returns undefined when it takes long: the threads are to be inspected then. */
  receiveNext<M>(receive: () => M | undefined): M | undefined {
    for (let looks = 0; looks < mostLooks; looks++) {
      this.#takenAt = this.#bell.read();
      const received = receive();
      if (received !== undefined) return received;
      // Rings of other threads are for later.
      if (this.#all.size > 1) this.#more = true;
      this.#sleeper.wait(this.#takenAt, lifeCheck);
      if (this.#bell.read() === this.#takenAt) return undefined;
    }
    return undefined;
  }

  /** There are messages though the bell will not ring for them. */
  lookAgain(): void {
    this.#more = true;
  }

  /** Take in what has arrived from all threads, at the cost of one look at the bell when nothing has. @returns whether anything had. */
  takeIn(): boolean {
    // Read the bell before looking: a ring that comes while looking is seen the next time. Whoever posts rings after, so that nothing
    // rung since the last look means nothing to read, except inside a callback that an outer look is serving.
    // (test/in-caller/threads.test.ts)
    const rung = this.#bell.read();
    if (rung === this.#takenAt && this.#taking === 0 && !this.#more) return false;
    this.#more = false;
    this.#takenAt = rung;
    this.#taking++;
    let any = false;
    try {
      for (const thread of this.#all) {
        if (thread.liveness.reportedGone) thread.inspect();
        const taken = thread.takeIn();
        if (taken !== "nothing") any = true;
        if (taken === "some" || thread.hasEarlyCalls) this.#more = true;
      }
    } finally {
      this.#taking--;
    }
    return any;
  }

  /**
   * Look whether threads have died or are too busy to listen, if that has not been done for some time. "wanted": those that somebody
   * waits for, for asking wakes a thread. "all": a run begins, and those that have died since the last one are not for it.
   */
  inspect(which: "wanted" | "all"): void {
    if (this.#all.size === 0) return;
    const now = this.platform.now();
    const due = now - this.#inspectedAt >= lifeCheck;
    if (due) this.#inspectedAt = now;
    for (const { liveness } of this.#all) {
      // A copy is made of the set only when there is something to do.
      if (liveness.reportedGone || (due && (which === "all" || liveness.wanted || liveness.doubtful)))
        return this.#inspectThose(which, due);
    }
  }

  #inspectThose(which: "wanted" | "all", due: boolean): void {
    for (const thread of [...this.#all]) {
      const { liveness } = thread;
      if (liveness.reportedGone || (due && (which === "all" || liveness.wanted || liveness.doubtful))) thread.inspect();
    }
  }

  /** `inspect` once in so many times: for those who are kept from sleeping. */
  glance(): void {
    if (++this.#ticks % ticksPerLook === 0) this.inspect("wanted");
  }

  /**
   * Block until a thread has something to say, until `milliseconds` are over, or for some time. Call after taking in nothing.
   * @throws LoopError where this thread may not block.
   */
  sleep(milliseconds: number): void {
    const why = this.platform.whyNotBlock();
    if (why !== undefined) throw new LoopError(`Cannot wait: this thread would have to block, and ${why}`);
    const longest = Math.max(0, Math.min(milliseconds, lifeCheck));
    if (this.#sleeper.wait(this.#takenAt, longest)) this.inspect("wanted");
    else this.glance(); // A spin that was of use: hardly any time has passed.
  }

  block(future: RemoteFuture): void {
    this.flush();
    while (!future.done) {
      const deadline = this.#deadlineOf(future.loop);
      // Others may keep sending: the deadline holds all the same.
      if (!this.takeIn()) this.sleep(deadline - this.platform.now());
      if (future.done || this.platform.now() < deadline) continue;
      future.cancel("the deadline of the run has passed");
      throw new TimeoutError(
        `Cannot read ${future.label}: the deadline of the run has passed, and the thread does not answer`,
      );
    }
  }

  /** When whoever blocks a loop has to go on: at the deadline of the run, or at the end of the time for cleaning up after it. */
  #deadlineOf(loop: Loop): number {
    // Limits in the time of another clock say nothing here.
    for (let outer: Loop | undefined = loop; outer !== undefined; outer = outer.beneath) {
      if (outer.clock !== this || outer.limits === undefined) continue;
      const { deadline, end } = outer.limits;
      return this.platform.now() < deadline ? deadline : end;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Whether a thread may wake a coroutine of the loop that these are the calls of. */
  mayWake(calls: Calls): boolean {
    for (const { callee } of calls.waiting) if (callee.liveness.mayAct) return true;
    for (const { liveness } of this.#all) if (liveness.mayCall(calls.loop)) return true;
    return false;
  }

  /** Milliseconds until `inspect` is of use though nothing arrives, for those who do not `sleep`; undefined for never. */
  inspectAfter(): number | undefined {
    for (const { liveness } of this.#all) if (liveness.doubtful) return lifeCheck;
    return undefined;
  }

  /**
   * Call `wake` when something arrives, or a thread dies, while this thread does not block and a thread may wake the loop. Such a
   * thread keeps the process alive. Call again when that may have changed; `wake` undefined ends it.
   */
  watch(calls: Calls, wake: (() => void) | undefined): void {
    if (wake === undefined) this.#watchers.delete(calls);
    else this.#watchers.set(calls, wake);
    for (const thread of this.#all) {
      const { liveness } = thread;
      const awaited = [...this.#watchers.keys()].some(
        ({ loop, waiting }) =>
          liveness.mayCall(loop) || (liveness.mayAct && [...waiting].some(({ callee }) => callee === thread)),
      );
      thread.listen(awaited ? this.#told : undefined);
    }
  }

  /** An event has told of a message, whose sender may ring much later, or of a death. */
  readonly #told = (): void => {
    this.#more = true;
    this.#wakeWatchers();
  };

  #wakeWatchers(): void {
    for (const wake of [...this.#watchers.values()]) wake();
  }
}
