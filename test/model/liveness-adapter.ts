/** All that test/model/liveness.test.ts knows of the code it tests: how to make its parts, how to drive them, how to look at them. */
<<<<<<< HEAD
import type { RemoteFuture } from "../../src/in-caller/calls.ts";
import { ThreadPlace } from "../../src/in-caller/place.ts";
import type { Thread } from "../../src/in-caller/thread.ts";
import { ThreadHost } from "../../src/in-caller/thread-host.ts";
import { RETURNED } from "../../src/kernel/future.ts";
import type { Clock } from "../../src/kernel/host.ts";
import type { Loop } from "../../src/kernel/loop.ts";
import { type PostedRequests, type Reply, type Request, wholeRequest } from "../../src/wire/protocol.ts";
import { transfer } from "../../src/wire/transfer.ts";
import { type FakeEnd, fakeThreads } from "../in-caller/fake-thread.ts";
=======
import { BridgeHost, ThreadPlace } from "../../src/bridge/bridge-host.ts";
import { type PostedRequests, type Reply, type Request, wholeRequest } from "../../src/bridge/protocol.ts";
import { readNow } from "../../src/bridge/read.ts";
import type { RemoteFuture } from "../../src/bridge/remote-future.ts";
import type { Thread } from "../../src/bridge/thread.ts";
import { transfer } from "../../src/bridge/transfer.ts";
import { RETURNED } from "../../src/kernel/future.ts";
import type { Clock } from "../../src/kernel/host.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { Strays } from "../../src/strays.ts";
import { type FakeEnd, fakeHub } from "../bridge/fake-thread.ts";
>>>>>>> model

/** Messages are those of the wire, which does not change when the code is rearranged. */
export type { Reply, Request };

class Unmovable {}
const idleListener = { wake(): void {} };

/** A thread: `end` is the far side, which does what the test says; `near` is the caller's side of it, under test. */
export class AdaptedThread {
  readonly near: Thread;
  readonly end: FakeEnd;

  constructor(near: Thread, end: FakeEnd) {
    this.near = near;
    this.end = end;
    // As a real port does it: what cannot be moved makes the whole message fail.
<<<<<<< HEAD
    const post = (message: unknown, moved: readonly unknown[]): boolean => {
      const posted = structuredClone(message, { transfer: moved as never }) as PostedRequests;
      end.posted.push(...posted.map(wholeRequest));
      return end.alive;
=======
    const post = (message: unknown, moved: readonly unknown[]): void => {
      const posted = structuredClone(message, { transfer: moved as never }) as PostedRequests;
      end.posted.push(...posted.map(wholeRequest));
>>>>>>> model
    };
    Object.assign(end, { post });
  }

  /** Whether the caller knows that it has ended. */
  get knownDead(): boolean {
<<<<<<< HEAD
    return this.near.liveness.death !== undefined;
=======
    return this.near.dead;
>>>>>>> model
  }
}

/** A loop, and the one question that is asked of its host. */
export class AdaptedLoop {
  readonly loop: Loop;
<<<<<<< HEAD
  readonly #host: ThreadHost;

  constructor(host: ThreadHost) {
    this.#host = host;
    this.loop = host.makeLoop();
  }

  get calls(): ThreadHost["calls"] {
    return this.#host.calls;
=======
  readonly #host: BridgeHost;

  constructor(host: BridgeHost) {
    this.#host = host;
    this.loop = new Loop(host);
    host.loop = this.loop;
>>>>>>> model
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
<<<<<<< HEAD
      const mayHappen = ThreadHost.prototype.park.call(this.#host, deadline, wakes);
=======
      const mayHappen = BridgeHost.prototype.park.call(this.#host, deadline, wakes);
>>>>>>> model
      decided(mayHappen);
      stop.settle(RETURNED, undefined);
      return mayHappen;
    };
    try {
      loop.runUntil(stop, () => {});
    } finally {
<<<<<<< HEAD
      delete (this.#host as Partial<ThreadHost>).park;
=======
      delete (this.#host as Partial<BridgeHost>).park;
>>>>>>> model
      if (due !== undefined) loop.timers.cancel(due);
    }
  }

  /** Let the cancelled calls go on by themselves. */
  abandonStrays(): void {
<<<<<<< HEAD
    this.#host.calls.settle("detach", () => {});
=======
    new Strays(this.loop, this.#host).settle("detach");
>>>>>>> model
  }

  /** @returns whether it was empty, and is closed now. */
  close(): boolean {
    if (this.loop.isEmpty) this.loop.closed = true;
    return this.loop.closed;
  }
}

/** The caller's side of a call. */
export type AdaptedCall = RemoteFuture;

export class AdaptedCaller {
<<<<<<< HEAD
  readonly #fake = fakeThreads();
  readonly clock: { now: number } = this.#fake.clock;

  startThread(): AdaptedThread {
    const near = this.#fake.threads.start({});
=======
  readonly #fake = fakeHub();
  readonly clock: { now: number } = this.#fake.clock;

  startThread(): AdaptedThread {
    const near = this.#fake.hub.startThread({});
>>>>>>> model
    return new AdaptedThread(near, this.#fake.ends.at(-1) as FakeEnd);
  }

  makeLoop(clock: Clock | undefined): AdaptedLoop {
<<<<<<< HEAD
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
=======
    return new AdaptedLoop(new BridgeHost(this.#fake.hub, new ThreadPlace(this.#fake.hub, {}), clock));
  }

  /** Call in a turn of the loop. @throws CloneError when the arguments cannot be encoded. */
  call({ loop }: AdaptedLoop, { near }: AdaptedThread, args: readonly unknown[]): AdaptedCall {
    const future = near.request(loop, "f()", [], (id) => {
      const { transfer: moved, ...payload } = near.encode(args);
      return {
        message: { kind: "invoke", id, handle: 1, key: "f", on: undefined, construct: false, ...payload },
        transfer: moved,
        value: args,
      };
    });
>>>>>>> model
    future.addListener(idleListener);
    return future;
  }

  /** An argument that encoding refuses; one that encoding lets pass, and posting refuses. */
  unsendable(by: "encoding" | "posting"): unknown {
    return by === "encoding" ? Promise.resolve() : transfer({}, [new Unmovable() as ArrayBuffer]);
  }

  /** Block for a property. @throws ThreadExitedError when the thread has ended. */
  read({ near }: AdaptedThread): unknown {
<<<<<<< HEAD
    return near.read("thing.key", (id) => ({ kind: "read", id, handle: 1, key: "key" }));
=======
    return readNow(near, "thing.key", (id) => ({ kind: "read", id, handle: 1, key: "key" }), []);
>>>>>>> model
  }
}
