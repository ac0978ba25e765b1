import { LoopError } from "../errors.ts";
import { type Coroutine, reuseMessage, type Suspend, type Suspended } from "../kernel/coroutine.ts";
import { type Loop, runningLoop } from "../kernel/loop.ts";
import { BridgeHost } from "./bridge-host.ts";
import type { RemoteFuture } from "./remote-future.ts";
import type { Thread } from "./thread.ts";

/** How a call is sent, once there is somebody who waits for it. `thread` is that of the running loop, if the call has no other. */
export type Start = (loop: Loop, thread: () => Thread) => RemoteFuture;

/** A call into a thread: a coroutine that sends its request when it is first run. */
export class RemoteCall<T> implements Coroutine<T> {
  readonly #start: Start;
  #used = false;

  constructor(start: Start) {
    this.#start = start;
  }

  [Symbol.iterator](): Suspended<T> {
    return new Opened<T>(() => this.#begin());
  }

  #begin(): RemoteFuture {
    if (this.#used) throw new TypeError(reuseMessage("run it"));
    this.#used = true;
    const loop = runningLoop();
    return this.#start(loop, () => threadOf(loop));
  }
}

/** One run of it: opening does nothing yet. */
class Opened<T> implements Suspended<T> {
  #begin: (() => RemoteFuture) | undefined;
  #future: RemoteFuture | undefined;

  constructor(begin: () => RemoteFuture) {
    this.#begin = begin;
  }

  next(): IteratorResult<Suspend, T> {
    if (this.#future === undefined) {
      const begin = this.#begin;
      if (begin === undefined) throw new TypeError(reuseMessage("run it"));
      this.#begin = undefined;
      this.#future = begin();
    }
    return this.#future.next() as IteratorResult<Suspend, T>;
  }

  throw(error: unknown): never {
    this.#begin = undefined; // Cancelled before it began: it never does.
    throw error;
  }
}

/** The thread of a loop; it starts now if it has not. */
function threadOf(loop: Loop): Thread {
  const { host } = loop;
  if (host instanceof BridgeHost) return host.place.get();
  throw new LoopError("Cannot call: this loop has no threads; use run() or loop() of the package");
}
