import { LoopClosedError, ThreadExitedError } from "../errors.ts";
import type { ThreadOptions } from "../platform/platform.ts";
import { atUser, beganAtUser } from "../users-line.ts";
import { Group } from "./group.ts";
import type { Member } from "./outbox.ts";
import type { Thread } from "./thread.ts";
import type { Threads } from "./threads.ts";

/** So many threads of one place may be too busy to listen; the one that has been longest is ended before there is another. */
const mostBusy = 3;

/** A thread besides the first ends when nobody has had anything of it for so long, in milliseconds. */
const unusedTime = 10_000;

/** What was seen of a thread when it was looked at last. */
interface Seen {
  readonly requests: number;
  /** Since when it has been unused. */
  readonly since: number;
}

function announce({ outbox }: Thread, module: Member): void {
  outbox.push({ message: { kind: "preload", target: outbox.targetOf(module) } });
}

/**
 * Where loops find their threads. The first starts with the first call, and anew when it has died. Others start beside it: for calls
 * that may be spread over several, and while it is too busy to listen. They end when they have been unused for some time.
 */
export class ThreadPlace {
  readonly #threads: Threads;
  readonly #options: ThreadOptions;
  readonly #groups = new Map<number, Group>();
  /** The oldest first. */
  #own: Thread[] = [];
  #started = 0;
  readonly #seen = new WeakMap<Thread, Seen>();
  #closed = false;
  /** Modules that its threads import as soon as they are there. */
  readonly #preloads: Member[] = [];

  constructor(threads: Threads, options: ThreadOptions) {
    this.#threads = threads;
    this.#options = options;
  }

  /** Let its threads import a module, those that are there and each that starts. */
  preload(module: Member): void {
    this.#preloads.push(module);
    for (const thread of this.threads) announce(thread, module);
  }

  get(): Thread {
    const first = this.#own[0];
    // Mostly it is there, and nobody has asked it anything that it did not answer.
    if (first !== undefined && !first.liveness.doubtful && first.liveness.death === undefined) return first;
    this.#threads.takeIn(); // They may have answered.
    return this.listening[0] ?? this.start(1);
  }

  /** The first thread, which is started for it. */
  get first(): Thread | undefined {
    if (this.#own.length === 0) this.#startFirst();
    else if (this.#own.length > 1) this.endUnused();
    return this.#own[0];
  }

  /** An error that is in its way is for the call that cannot do without it. */
  #startFirst(): void {
    if (this.#closed || this.#threads.platform.whyNotCall(true) !== undefined) return;
    try {
      this.start(1);
    } catch {}
  }

  /** The first so many threads, for calls that are spread over them. */
  group(most: number): Group {
    let group = this.#groups.get(most);
    if (group === undefined) {
      group = new Group(this, most, this.#threads.crowded);
      this.#groups.set(most, group);
    }
    return group;
  }

  /** Start another thread, for calls that go to the first so many: those that are too busy to listen are not counted among them. */
  start(most: number): Thread {
    if (this.#closed) throw atUser(new LoopClosedError("Cannot call: the loop that the thread belongs to is closed"));
    if (this.#own.length >= most + mostBusy) {
      this.#threads.takeIn(); // One of them may have answered.
      const oldest = this.#own.find(({ liveness }) => liveness.pulse.silent);
      oldest?.end(
        beganAtUser(
          new ThreadExitedError(
            `Cannot go on: the thread was ended, for it has not listened for long, and ${mostBusy} others do not listen either`,
          ),
        ),
      );
    }
    const started = this.#threads.start(this.#options);
    for (const module of this.#preloads) announce(started, module);
    this.#own = [...this.threads, started];
    this.#name(started);
    return started;
  }

  #name(started: Thread): void {
    const number = ++this.#started;
    if (this.#own.length === 1) return;
    started.liveness.where = `in thread ${number}`;
    for (const { liveness } of this.#own) if (liveness.where === "in the thread") liveness.where = "in thread 1";
    this.#threads.tend(this, unusedTime);
  }

  /** The threads that are not too busy to listen, the oldest first. */
  get listening(): readonly Thread[] {
    return this.threads.filter(({ liveness }) => !liveness.pulse.silent);
  }

  /** The threads that live. */
  get threads(): readonly Thread[] {
    return this.#own.filter(({ liveness }) => liveness.death === undefined);
  }

  owns(thread: Thread): boolean {
    return this.#own.includes(thread);
  }

  /** End the threads besides the first of which nobody has had anything for some time. @returns whether there are others left. */
  endUnused(): boolean {
    const now = this.#threads.platform.now();
    for (const thread of this.listening.slice(1)) {
      const { liveness, outbox, imports } = thread;
      const seen = this.#seen.get(thread);
      if (liveness.wanted || imports.size > 0 || seen?.requests !== outbox.count)
        this.#seen.set(thread, { requests: outbox.count, since: now });
      else if (now - seen.since >= unusedTime)
        thread.end(new ThreadExitedError("Cannot call: the thread was ended, for nobody used it any more"));
    }
    this.#own = [...this.threads];
    return this.#own.length > 1;
  }

  /** End the threads, whatever they do. */
  close(): void {
    this.#closed = true;
    const error = beganAtUser(new LoopClosedError("the loop that the thread belongs to is closed"));
    for (const group of this.#groups.values()) group.fail(error);
    for (const thread of this.#own) thread.end(error);
    this.#own = [];
  }
}
