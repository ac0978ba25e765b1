import type { RemoteFuture } from "../../src/in-caller/calls.ts";
import { ThreadPlace } from "../../src/in-caller/place.ts";
import type { Thread } from "../../src/in-caller/thread.ts";
import { ThreadHost } from "../../src/in-caller/thread-host.ts";
import { Threads } from "../../src/in-caller/threads.ts";
import type { Loop } from "../../src/kernel/loop.ts";
import { platform as real } from "../../src/platform/node/node-caller.ts";
import type { Boot, Platform, ThreadEnd } from "../../src/platform/platform.ts";
import { type PostedRequests, type Reply, type Request, wholeRequest } from "../../src/wire/protocol.ts";

/** A thread that does what the test says: nothing by itself. */
export class FakeEnd implements ThreadEnd {
  readonly id = 1;
  readonly boot: Boot;
  readonly posted: Request[] = [];
  readonly replies: Reply[] = [];
  alive = true;
  gone = false;
  terminated = false;
  listener: (() => void) | undefined;
  /** Whether it keeps the process alive. */
  holds = false;
  /** Called before each look for a message. */
  onReceive: () => void = () => {};

  constructor(boot: Boot) {
    this.boot = boot;
  }

  post(message: unknown): boolean {
    this.posted.push(...(structuredClone(message) as PostedRequests).map(wholeRequest));
    return this.alive;
  }

  receive(): { readonly message: unknown } | undefined {
    this.onReceive();
    const message = this.replies.shift();
    return message === undefined ? undefined : { message };
  }

  onMessage(listener: (() => void) | undefined, holds: boolean): void {
    this.listener = listener;
    this.holds = listener !== undefined && holds;
  }

  isAlive(): boolean {
    return this.alive;
  }

  terminate(): void {
    this.terminated = true;
    this.alive = false;
  }

  /** The thread sends something, and rings. */
  says(...replies: Reply[]): void {
    this.replies.push(...replies);
    this.rings();
  }

  rings(): void {
    const words = new Int32Array(this.boot.callerBell);
    Atomics.add(words, 0, 1);
  }

  /** The kinds of what it was sent. */
  get kinds(): string[] {
    return this.posted.map(({ kind }) => kind);
  }
}

/** Such threads, on a clock that stands still. */
export function fakeThreads(): {
  threads: Threads;
  ends: FakeEnd[];
  clock: { now: number };
  warnings: string[];
  /** What is to be called after some time, while the caller does not run. */
  later: (() => void)[];
} {
  const ends: FakeEnd[] = [];
  const clock = { now: 1000 };
  const warnings: string[] = [];
  const later: (() => void)[] = [];
  const platform: Platform = {
    ...real,
    spins: false,
    now: () => clock.now,
    warn: (message) => warnings.push(message),
    afterwards: (_milliseconds, body) => later.push(body),
    whenIdle: () => () => {},
    startThread(boot) {
      const end = new FakeEnd(boot);
      ends.push(end);
      return end;
    },
  };
  return { threads: new Threads(platform, (state) => state), ends, clock, warnings, later };
}

/** A loop whose host finds its threads among these. */
export function loopOf(
  threads: Threads,
  place: ThreadPlace = new ThreadPlace(threads, {}),
): { host: ThreadHost; loop: Loop } {
  const host = new ThreadHost(threads, place, true);
  return { host, loop: host.makeLoop() };
}

/** A call of the host's loop that waits for an answer. */
export function callOf(thread: Thread, host: ThreadHost, label = "f()"): RemoteFuture {
  return thread.request(host.calls, label, [], undefined, (id) => ({ kind: "settle", id, handle: 1 }));
}
