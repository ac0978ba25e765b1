import { LoopError } from "../errors.ts";
import { Awaitable, type Coroutine, reuseMessage, type Suspend, type Suspended } from "../kernel/coroutine.ts";
import { runningLoop } from "../kernel/loop.ts";
import { Calls, type RemoteFuture } from "./calls.ts";

/** Sends a call, once there is a loop whose task waits for it. */
type Start = (calls: Calls) => RemoteFuture;

/** A call into a thread: a coroutine that sends its request when it is first run. */
export class RemoteCall<T> extends Awaitable implements Coroutine<T> {
  /** Whether it goes to the thread of the loop that runs it, which may have to be started for it; or to the one that its thing is in. */
  readonly anyThread: boolean;
  readonly #start: Start;
  #used = false;

  constructor(start: Start, anyThread = false) {
    super();
    this.#start = start;
    this.anyThread = anyThread;
  }

  override get reusable(): boolean {
    return false;
  }

  [Symbol.iterator](): Suspended<T> {
    return new Opened<T>(this);
  }

  /** Send it. @throws TypeError the second time. @throws LoopError where its end could not be waited for. */
  begin(): RemoteFuture {
    if (this.#used) throw new TypeError(reuseMessage("run it"));
    const calls = Calls.of(runningLoop());
    if (calls === undefined)
      throw new LoopError("Cannot call: this loop has no threads; use run() or loop() of the package");
    const why = calls.platform.whyNotCall(calls.blocks);
    if (why !== undefined) throw new LoopError(`Cannot call a thread: ${why}`);
    this.#used = true;
    return this.#start(calls);
  }
}

/** One run of it: opening does nothing yet. */
class Opened<T> implements Suspended<T> {
  readonly #call: RemoteCall<T>;
  #future: RemoteFuture | undefined;

  constructor(call: RemoteCall<T>) {
    this.#call = call;
  }

  next(): IteratorResult<Suspend, T> {
    this.#future ??= this.#call.begin();
    return this.#future.next() as IteratorResult<Suspend, T>;
  }

  throw(error: unknown): never {
    throw error;
  }
}
