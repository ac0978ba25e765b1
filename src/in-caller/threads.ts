import { LoopError, TimeoutError } from "../errors.ts";
import { Loop, runningLoopOrNone } from "../kernel/loop.ts";
import type { Platform, ThreadOptions } from "../platform/platform.ts";
import { atUser } from "../users-line.ts";
import { Doorbell, Sleeper } from "../wire/bell.ts";
import { Calls, type RemoteFuture } from "./calls.ts";
import { writeLines } from "./debug-lines.ts";
import type { Group } from "./group.ts";
import { Interruption } from "./interruption.ts";
import { SlowReport } from "./slow-report.ts";
import type { HandleState } from "./stand-ins.ts";
import { type Hub, Thread } from "./thread.ts";
import { Tracing } from "./tracing.ts";

/** The time between two looks at whether the threads are alive, in milliseconds. It ends every sleep, too. */
const lifeCheck = 150;

/** The first sleep lasts so long, in milliseconds: then the threads are asked whether anything goes on in them. */
const restTime = 20;

/**
 * A caller that has slept no more often than this between two looks may be interrupted whenever it sleeps: that takes 0.1 ms, and so
 * little of the time of a run.
 */
const fewSleeps = 30;

/** A run that is never idle inspects the threads once in so many ticks. */
const ticksPerLook = 256;

/** `receiveNext` waits for so many rings that bring nothing. */
const mostLooks = 16;

/** A place, some of whose threads may be unused. */
interface Tended {
  /** End those. @returns whether to look again. */
  endUnused(): boolean;
}

/** A loop that waits for messages without blocking. */
interface Watcher {
  /** Something has arrived. */
  wake(): void;
  /** Nothing in the process can wake the loop any more. */
  stuck(): void;
}

/** The bell that all threads ring, and how far it has been listened to. */
export class Ear {
  readonly memory: SharedArrayBuffer = Doorbell.allocate();
  readonly #bell: Doorbell = new Doorbell(this.memory);
  readonly #sleeper: Sleeper;
  #heard = 0;
  /** Messages may be there though the bell was not rung again: an event has told of one, or not all were taken in. */
  #more = false;

  constructor({ now, spins }: Platform) {
    this.#sleeper = new Sleeper(this.#bell, now, spins);
  }

  /** Whether the bell was not rung since the last look. */
  get quiet(): boolean {
    return !this.#more && this.#bell.read() === this.#heard;
  }

  /**
   * Call before looking for messages: a ring that comes while looking is heard the next time. Threads ring after they have posted, so
   * that nothing rung since the last look means nothing to read. (test/in-caller/threads.test.ts)
   */
  listen(): void {
    this.#more = false;
    this.#heard = this.#bell.read();
  }

  /** Look again the next time, though the bell may not ring: messages are left. */
  lookAgain(): void {
    this.#more = true;
  }

  /** Block until the bell rings, or for a time. @returns whether this thread slept. */
  sleep(milliseconds: number): boolean {
    return this.#sleeper.wait(this.#heard, milliseconds);
  }

  /** Block for the next message that `receive` gives. @returns undefined when none comes for a while: the threads are to be inspected. */
  receiveNext<M>(receive: () => M | undefined): M | undefined {
    const before = this.#heard;
    for (let looks = 0; looks < mostLooks; looks++) {
      this.#heard = this.#bell.read();
      const received = receive();
      if (received !== undefined) {
        if (this.#heard - before > 1) this.#more = true; // Another one has rung.
        return received;
      }
      this.#sleeper.wait(this.#heard, restTime);
      if (this.#bell.read() === this.#heard) return undefined;
    }
    return undefined;
  }
}

/**
 * All the threads of one calling thread, which share the bell that the caller sleeps on. A loop that waits does three things in turn:
 * it takes in messages, inspects the threads now and then, and sleeps.
 */
export class Threads {
  readonly platform: Platform;
  /** Those in which calls wait for a thread. */
  readonly crowded: Set<Group> = new Set();
  readonly tracing: Tracing;
  readonly interruption: Interruption;
  /** Undefined where nobody wants it, and before the first look. */
  slow: SlowReport | undefined;
  readonly #all = new Set<Thread>();
  readonly #hub: Hub;
  readonly #ear: Ear;
  /** Places that have threads which may be unused. */
  readonly #tended = new Set<Tended>();
  /** Loops that wait for messages without blocking. */
  readonly #watchers = new Map<Calls, Watcher>();
  /** Takes back that the watchers are told when the process is idle. */
  #unwatchIdle: (() => void) | undefined;
  /** Whether it was idle, and has been given a turn for others who were told so and may have begun something. */
  #wasIdle = false;
  /** Whether nothing came in the last sleep, and the threads have been told so. */
  #resting = false;
  /** Whether the caller has slept since it took in messages last. */
  #slept = false;
  /** Whether the last sleep ended though nothing had come and the time that it was for was not over. */
  #lasting = false;
  /** How often the caller has slept since the threads were inspected, and whether that was seldom before. */
  #sleeps = 0;
  #seldom = false;
  #taking = 0;
  /** How often there was something to take in. */
  #taken = 0;
  /** Whether a timer runs after which the threads are asked for rest. */
  #asksWhenQuiet = false;
  #inspectedAt = 0;
  #ticks = 0;

  constructor(platform: Platform, makeHandle: (state: HandleState) => object) {
    this.platform = platform;
    this.#ear = new Ear(platform);
    const { now } = platform;
    this.interruption = new Interruption(() => platform.interrupts());
    this.tracing = new Tracing(() => {
      const onlookers = platform.onlookers();
      if (onlookers?.slow !== undefined) this.slow = new SlowReport(onlookers.slow, now, onlookers.write);
      if (onlookers?.line !== undefined) writeLines(onlookers, onlookers.line, now);
      return onlookers;
    });
    const outside = new Calls(
      platform,
      { get: () => this.start({}), first: undefined, group: () => this.start({}) },
      true,
    );
    outside.loop = new Loop({ now, poll() {}, park: () => false, warn() {} });
    this.#hub = {
      platform,
      ear: this.#ear,
      makeHandle,
      tracing: this.tracing,
      outside,
      unsent: false,
      early: false,
      block: (future) => this.#block(future),
      sendNow: () => {
        this.flush();
        this.#wakeWatchers();
      },
      ended: (thread, error) => {
        this.#all.delete(thread);
        for (const group of this.crowded) group.lost(thread, error);
        this.#ear.lookAgain(); // Others may take what waits.
      },
    };
  }

  start(options: ThreadOptions): Thread {
    const thread = new Thread(this.#hub, options);
    this.#all.add(thread);
    return thread;
  }

  /** Send the requests that have gathered for all threads. */
  flush(): void {
    if (!this.#hub.unsent) return;
    this.#hub.unsent = false;
    for (const { outbox, liveness } of this.#all) {
      outbox.flush();
      liveness.pulse.sent();
    }
  }

  /** Take in the messages of all threads, at the cost of one look at the bell when there are none. @returns whether there were any. */
  takeIn(): boolean {
    // Nothing rung since the last look means nothing to read, except inside a callback that an outer look is serving.
    const early = this.#hub.early && Calls.running() !== undefined;
    if (this.#ear.quiet && this.#taking === 0 && !early) return false;
    if (early) this.#hub.early = false;
    this.#ear.listen();
    this.#taking++;
    let any = false;
    try {
      for (const thread of this.#all) {
        if (thread.liveness.pulse.reportedGone) thread.inspect();
        const taken = thread.takeIn();
        if (taken !== "nothing") any = true;
        if (taken === "some") this.#ear.lookAgain();
      }
    } finally {
      this.#taking--;
    }
    if (any) {
      this.#resting = false;
      this.#lasting = false;
      this.#taken++;
    }
    if (this.crowded.size > 0) this.#distribute();
    this.#slept = false;
    return any;
  }

  /** Give threads that can do more some of the calls that wait. */
  #distribute(): void {
    for (const group of this.crowded) group.distribute(this.#slept);
    this.flush();
  }

  /**
   * Find out whether threads have died or are too busy to listen, if that has not been done for some time. "wanted": only threads that
   * somebody waits for, since asking wakes a thread. "all": a run begins, and must not call a thread that has died since the last run.
   */
  inspect(which: "wanted" | "all"): void {
    if (which === "all") this.#seldom = false;
    if (this.#all.size === 0) return;
    if (which === "all") for (const thread of this.#all) thread.endIfForsaken();
    const now = this.platform.now();
    const due = now - this.#inspectedAt >= lifeCheck;
    if (due) {
      this.#inspectedAt = now;
      this.#seldom = which === "wanted" && this.#sleeps <= fewSleeps;
      this.#sleeps = 0;
    }
    if (due && this.#tended.size > 0) this.#tendAll();
    for (const { liveness } of this.#all) {
      // Copy the set only when there is something to do.
      if (liveness.pulse.reportedGone || (due && (which === "all" || liveness.wanted || liveness.doubtful)))
        return this.#inspectThose(which, due);
    }
  }

  /** Look now and then, also while the caller does not run, whether threads of a place are unused. */
  tend(place: Tended, milliseconds: number): void {
    if (this.#tended.has(place)) return;
    this.#tended.add(place);
    const look = (): void => {
      if (place.endUnused()) this.platform.afterwards(milliseconds, look);
      else this.#tended.delete(place);
    };
    this.platform.afterwards(milliseconds, look);
  }

  #tendAll(): void {
    for (const place of this.#tended) place.endUnused();
    if (this.crowded.size > 0) this.#distribute(); // One may have become silent, and another one is to take its place.
  }

  #inspectThose(which: "wanted" | "all", due: boolean): void {
    for (const thread of [...this.#all]) {
      const { liveness } = thread;
      if (liveness.pulse.reportedGone || (due && (which === "all" || liveness.wanted || liveness.doubtful)))
        thread.inspect();
    }
  }

  /** Look once in so many times: for loops that are kept from sleeping. */
  glance(): void {
    if (++this.#ticks % ticksPerLook === 0) this.#lookAround();
  }

  /** @param reading the property that is read, if that is the reason why this thread sleeps. */
  #lookAround(reading?: string): void {
    this.inspect("wanted");
    this.slow?.look(this.#all, reading);
  }

  /**
   * Block until a thread has something to say, until `milliseconds` are over, or for some time. Call after taking in nothing.
   * @param reading the property that is read, if that is the reason.
   * @throws LoopError where this thread may not block.
   */
  sleep(milliseconds: number, reading?: string): void {
    const why = this.platform.whyNotBlock();
    if (why !== undefined) throw atUser(new LoopError(`Cannot wait: this thread would have to block, and ${why}`));
    const longest = Math.max(0, Math.min(milliseconds, this.#resting ? lifeCheck : restTime));
    const interruptible = this.#lasting || this.#seldom || this.interruption.error !== undefined;
    this.#resting = false;
    this.#lasting = false;
    this.#slept = true;
    this.#sleeps++;
    if (interruptible) this.interruption.sleep(() => this.#ear.sleep(longest));
    else if (!this.#ear.sleep(longest)) return this.glance(); // A spin that was of use: hardly any time has passed.
    this.#lookAround(reading);
    if (!this.#ear.quiet) return;
    this.askForRest();
    this.#resting = true;
    this.#lasting = longest < milliseconds;
  }

  /** Ask the threads that somebody waits for to say so if nothing goes on in them. */
  askForRest(): void {
    for (const { liveness, outbox } of this.#all) if (liveness.shouldRest()) outbox.push({ message: { kind: "rest" } });
    this.flush();
  }

  /** Ask them so, once nothing has come for some time, while loops wait without blocking. */
  #askWhenQuiet(): void {
    if (this.#asksWhenQuiet) return;
    this.#asksWhenQuiet = true;
    const taken = this.#taken;
    this.platform.afterwards(restTime, () => {
      this.#asksWhenQuiet = false;
      if (this.#taken !== taken) {
        if (this.#watchers.size > 0) this.#askWhenQuiet();
      } else this.askForRest();
    });
  }

  #block(future: RemoteFuture): void {
    const wait = (): void => this.interruption.during(() => this.#await(future));
    if (this.slow === undefined) wait();
    else this.slow.during(`reading ${future.label}`, wait);
  }

  #await(future: RemoteFuture): void {
    this.flush();
    const { error } = this.interruption;
    while (!future.done) {
      const deadline = this.#deadlineOf(future.loop);
      // The deadline holds though other threads may keep sending.
      if (!this.takeIn()) this.sleep(deadline - this.platform.now(), future.label);
      if (this.interruption.error !== error) return void future.cancel("interrupted");
      if (future.done || this.platform.now() < deadline) continue;
      future.cancel("the deadline of the run has passed");
      throw atUser(
        new TimeoutError(
          `Cannot read ${future.label}: the deadline of the run has passed, and the thread does not answer`,
        ),
      );
    }
  }

  /** The time at which a read that blocks a loop must end: the deadline of the run, or the end of the time for cleaning up after it. */
  #deadlineOf(loop: Loop): number {
    // Limits in the time of another clock say nothing here.
    for (let outer: Loop | undefined = loop; outer !== undefined; outer = outer.beneath) {
      if (outer.clock !== this || outer.limits === undefined) continue;
      const { deadline, end } = outer.limits;
      return this.platform.now() < deadline ? deadline : end;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** A run was ended by force. What was begun in it and not ended is over, if nothing else runs. */
  killed(): void {
    for (const thread of this.#all) thread.endIfForsaken();
    if (runningLoopOrNone() !== undefined) return;
    this.#taking = 0;
    this.interruption.error = undefined;
    this.slow?.forget();
    this.flush();
  }

  /** Whether a thread may wake a coroutine of the loop that these are the calls of. */
  mayWake(calls: Calls): boolean {
    for (const { callee } of calls.waiting) if (callee.liveness.mayAct) return true;
    for (const { liveness } of this.#all) if (liveness.mayCall(calls.loop)) return true;
    return false;
  }

  /** Milliseconds until `inspect` is of use though nothing arrives, for loops that do not `sleep`; undefined for never. */
  inspectAfter(): number | undefined {
    for (const { liveness } of this.#all) if (liveness.doubtful) return lifeCheck;
    return undefined;
  }

  /**
   * Tell the watcher when something arrives, or a thread dies, while this thread does not block, and when nothing can wake its loop. A
   * thread that may wake the loop keeps the process alive. Call again when that may have changed; `watcher` undefined ends it.
   */
  watch(calls: Calls, watcher: Watcher | undefined): void {
    this.#wasIdle = false;
    if (watcher === undefined) this.#watchers.delete(calls);
    else this.#watchers.set(calls, watcher);
    if (this.#watchers.size > 0) this.#unwatchIdle ??= this.platform.whenIdle(this.#idle);
    else {
      this.#unwatchIdle?.();
      this.#unwatchIdle = undefined;
    }
    const told = this.#watchers.size > 0 ? this.#told : undefined;
    for (const thread of this.#all) {
      const awaited = this.#isAwaited(thread);
      thread.listen(told, awaited);
      if (awaited) this.#askWhenQuiet();
    }
  }

  /** Whether a loop that waits without blocking may be woken by this thread. */
  #isAwaited(thread: Thread): boolean {
    const { liveness } = thread;
    for (const { loop, waiting } of this.#watchers.keys()) {
      if (liveness.mayCall(loop)) return true;
      if (!liveness.mayAct) continue;
      for (const { callee } of waiting) if (callee === thread || this.crowded.has(callee as Group)) return true;
    }
    return false;
  }

  /** Called when nothing is left that keeps the process alive. */
  readonly #idle = (): void => {
    if (this.#wasIdle) for (const watcher of [...this.#watchers.values()]) watcher.stuck();
    else {
      this.platform.after(0, () => {});
      this.#wasIdle = true;
    }
  };

  /** Called when an event tells of a message, whose sender may ring much later, or of a death. */
  readonly #told = (): void => {
    this.#ear.lookAgain();
    this.#wakeWatchers();
  };

  #wakeWatchers(): void {
    for (const watcher of [...this.#watchers.values()]) watcher.wake();
  }
}
