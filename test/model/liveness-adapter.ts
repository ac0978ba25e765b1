/** All that test/model/liveness.test.ts knows of the code it tests: how to make its parts, how to drive them, how to look at them. */
import type { RemoteFuture } from "../../src/in-caller/calls.ts";
import { ThreadPlace } from "../../src/in-caller/place.ts";
import type { Thread } from "../../src/in-caller/thread.ts";
import { ThreadHost } from "../../src/in-caller/thread-host.ts";
import { RETURNED } from "../../src/kernel/future.ts";
import type { Clock } from "../../src/kernel/host.ts";
import type { Loop } from "../../src/kernel/loop.ts";
import type { ThreadOptions } from "../../src/platform/platform.ts";
import { type PostedRequests, type Reply, type Request, wholeRequest } from "../../src/wire/protocol.ts";
import { transfer } from "../../src/wire/transfer.ts";
import { type FakeEnd, fakeThreads } from "../in-caller/fake-thread.ts";

/** Messages are those of the wire, which does not change when the code is rearranged. */
export type { Reply, Request };

class Unmovable {}
const idleListener = { wake(): void {} };

/** A thread: `end` is the far side, which does what the test says; `near` is the caller's side of it, under test. */
export class AdaptedThread {
  readonly near: Thread;
  readonly end: FakeEnd;

  /** Called with each request that is posted to it. */
  sent: (request: Request) => void = () => {};

  constructor(near: Thread, end: FakeEnd) {
    this.near = near;
    this.end = end;
    // As a real port does it: what cannot be moved makes the whole message fail.
    const post = (message: unknown, moved: readonly unknown[]): boolean => {
      const posted = structuredClone(message, { transfer: moved as never }) as PostedRequests;
      const requests = posted.map(wholeRequest);
      end.posted.push(...requests);
      for (const request of requests) this.sent(request);
      return end.alive;
    };
    Object.assign(end, { post });
  }

  /** Whether the caller knows that it has ended. */
  get knownDead(): boolean {
    return this.near.liveness.death !== undefined;
  }
}

/** A loop, and the one question that is asked of its host. */
export class AdaptedLoop {
  readonly loop: Loop;
  readonly #host: ThreadHost;

  constructor(host: ThreadHost) {
    this.#host = host;
    this.loop = host.makeLoop();
  }

  get calls(): ThreadHost["calls"] {
    return this.#host.calls;
  }

  /** Run `body` in a turn of the loop, as a coroutine would. */
  inside(body: () => void): void {
    const { loop } = this;
    const stop = loop.createFuture<void>();
    const turn = {
      wake(): void {
        body();
        stop.settle(RETURNED, undefined);
      },
    };
    loop.ready.push(turn, undefined);
    loop.runUntil(stop, () => {});
  }

  /** Run the loop until it has parked once. `decided` is told what `park` said, at that moment. */
  park(timer: boolean, before: () => void, decided: (mayHappen: boolean) => void): void {
    const { loop } = this;
    const stop = loop.createFuture<void>();
    const due = timer ? loop.callLater(1, idleListener) : undefined;
    this.#host.park = (deadline, wakes) => {
      before();
      const mayHappen = ThreadHost.prototype.park.call(this.#host, deadline, wakes);
      decided(mayHappen);
      stop.settle(RETURNED, undefined);
      return mayHappen;
    };
    try {
      loop.runUntil(stop, () => {});
    } finally {
      delete (this.#host as Partial<ThreadHost>).park;
      if (due !== undefined) loop.timers.cancel(due);
    }
  }

  /** Let the cancelled calls go on by themselves. */
  abandonStrays(): void {
    this.#host.calls.settle("detach", () => {});
  }

  /** @returns whether it was empty, and is closed now. */
  close(): boolean {
    if (this.loop.isEmpty) this.loop.closed = true;
    return this.loop.closed;
  }
}

/** The caller's side of a call. */
export type AdaptedCall = RemoteFuture;

/** So many threads are in the group over which calls are spread. */
export const groupSize = 2;

export class AdaptedCaller {
  /** Called with a thread that the caller has started by itself, for the group. */
  started: (thread: AdaptedThread) => void = () => {};
  readonly #fake = fakeThreads();
  readonly #place = new ThreadPlace(this.#fake.threads, {});
  readonly #start: (options: ThreadOptions) => Thread = this.#fake.threads.start.bind(this.#fake.threads);
  readonly clock: { now: number } = this.#fake.clock;

  startThread(): AdaptedThread {
    const near = this.#start({});
    return new AdaptedThread(near, this.#fake.ends.at(-1) as FakeEnd);
  }

  /** Call in a turn of the loop, in a thread of the group or, later, in one that has time for it. `token` is in its request. */
  spread({ calls }: AdaptedLoop, args: readonly unknown[], token: number): AdaptedCall {
    const future = this.#place.group(groupSize).request(calls, "f()", [], args, (id, value, nodes) => ({
      kind: "invoke",
      id,
      handle: token,
      key: "f",
      on: undefined,
      construct: false,
      value,
      nodes,
    }));
    future.addListener(idleListener);
    return future;
  }

  constructor() {
    const { threads, ends } = this.#fake;
    threads.start = (options) => {
      const near = this.#start(options);
      this.started(new AdaptedThread(near, ends.at(-1) as FakeEnd));
      return near;
    };
  }

  makeLoop(clock: Clock | undefined): AdaptedLoop {
    return new AdaptedLoop(new ThreadHost(this.#fake.threads, new ThreadPlace(this.#fake.threads, {}), true, clock));
  }

  /** Call in a turn of the loop. @throws CloneError when the arguments cannot be encoded. */
  call({ calls }: AdaptedLoop, { near }: AdaptedThread, args: readonly unknown[]): AdaptedCall {
    const future = near.request(calls, "f()", [], args, (id, value, nodes) => ({
      kind: "invoke",
      id,
      handle: 1,
      key: "f",
      on: undefined,
      construct: false,
      value,
      nodes,
    }));
    future.addListener(idleListener);
    return future;
  }

  /** An argument that encoding refuses; one that encoding lets pass, and posting refuses. */
  unsendable(by: "encoding" | "posting"): unknown {
    return by === "encoding" ? Promise.resolve() : transfer({}, [new Unmovable() as ArrayBuffer]);
  }

  /** Block for a property. @throws ThreadExitedError when the thread has ended. */
  read({ near }: AdaptedThread): unknown {
    return near.read("thing.key", (id) => ({ kind: "read", id, handle: 1, key: "key" }));
  }
}
