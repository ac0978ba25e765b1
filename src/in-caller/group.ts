import { LoopError } from "../errors.ts";
import type { ErrorClass } from "../kernel/error-matcher.ts";
import { THREW } from "../kernel/future.ts";
import { type Behalf, livesIn } from "./caller-border.ts";
import { Calls, type Compose, type Holder, RemoteFuture } from "./calls.ts";
import type { Thread } from "./thread.ts";

/** Where the threads of a group come from. */
interface Supply {
  /** The threads that listen, the oldest first. */
  readonly listening: readonly Thread[];
  /** All threads that live. */
  readonly threads: readonly Thread[];
  /** Whether a thread is or was one of these. */
  owns(thread: Thread): boolean;
  /** Start another one for a group of so many. */
  start(most: number): Thread;
}

/** A call that no thread has taken yet. */
interface Waiting {
  readonly args: readonly unknown[] | undefined;
  readonly compose: Compose;
  /** Undefined for a call of the loop that runs now. */
  readonly behalf: Behalf | undefined;
}

/** The calls of one loop that wait, in order. */
class Lane {
  readonly calls: Map<RemoteFuture, Waiting> = new Map();
  // Kept: another one would have to step over all that have gone.
  readonly #order = this.calls.entries();

  take(): [RemoteFuture, Waiting] | undefined {
    const { value } = this.#order.next();
    if (value !== undefined) this.calls.delete(value[0]);
    return value;
  }
}

/**
 * The first so many threads of a place, as the calls of a source are spread over them. A call goes to the one that has the fewest, and
 * another thread is started when all have some; when each has as many as it is to have, the call waits here.
 */
export class Group implements Holder {
  /** Of the calls that wait: they may end as long as there is a thread that may take them. */
  readonly liveness: Holder["liveness"];
  readonly #place: Supply;
  readonly #most: number;
  /** The groups in which calls wait: this is among them then. */
  readonly #crowded: Set<Group>;
  readonly #lanes = new Map<Calls, Lane>();

  constructor(place: Supply, most: number, crowded: Set<Group>) {
    this.#place = place;
    this.#most = most;
    this.#crowded = crowded;
    this.liveness = {
      where: "before a thread has taken it",
      get mayAct() {
        return place.threads.some(({ liveness }) => liveness.mayAct);
      },
    };
  }

  /**
   * Start a call in the thread that has the fewest, or when it is its turn.
   * @throws CloneError before anything is sent. @throws LoopError when none of the threads could ever take it.
   */
  request(
    calls: Calls,
    label: string,
    errors: readonly ErrorClass[],
    args: readonly unknown[] | undefined,
    compose: Compose,
  ): RemoteFuture {
    const future = new RemoteFuture(this, calls, label, errors);
    let lane = this.#lanes.get(calls);
    const thread = lane === undefined ? this.#choose() : undefined;
    if (thread !== undefined) {
      this.#give(thread, future, { args, compose, behalf: undefined });
      return future;
    }
    if (lane === undefined) {
      this.#requireOneThatGoesOn(label);
      lane = new Lane();
      this.#lanes.set(calls, lane);
      this.#crowded.add(this);
    }
    lane.calls.set(future, { args, compose, behalf: { calls, context: calls.loop.capture() } });
    calls.waiting.add(future);
    return future;
  }

  /** A call that waits here is given up. */
  abort(call: RemoteFuture): void {
    call.calls.waiting.delete(call);
    this.#lanes.get(call.calls)?.calls.delete(call);
    this.#tidy();
  }

  /**
   * Give the threads what they are to have of the calls that wait: those of the loop that runs before those of the loops beneath it.
   * @param prompt whether the caller has done nothing but wait since the last time.
   */
  distribute(prompt: boolean): void {
    for (const { workload } of this.#mine) workload.reckon(prompt);
    const running = Calls.running();
    const first = running === undefined ? undefined : this.#lanes.get(running);
    if (first !== undefined) this.#empty(first);
    for (const lane of this.#lanes.values()) this.#empty(lane);
    this.#tidy();
    if (this.#lanes.size === 0) return;
    for (const { workload, outbox } of this.#mine) {
      const upTo = workload.ask();
      if (upTo !== undefined) outbox.push({ message: { kind: "begun", upTo } });
    }
  }

  /** A thread has ended. When it could not even start, and there is no other, those that wait end as its own calls do. */
  lost(thread: Thread, error: Error): void {
    if (!this.#place.owns(thread)) return;
    const { threads } = this.#place;
    const others = threads.some((other) => other !== thread && other.liveness.pulse.ready);
    if (!thread.liveness.pulse.ready && !others) this.fail(error);
  }

  /** End all calls that wait with an error. */
  fail(error: unknown): void {
    for (const { calls } of this.#lanes.values()) {
      for (const call of calls.keys()) {
        call.calls.waiting.delete(call);
        call.settle(THREW, error);
      }
    }
    this.#lanes.clear();
    this.#tidy();
  }

  get #mine(): readonly Thread[] {
    return this.#place.listening.slice(0, this.#most);
  }

  /** The thread for another call; undefined when each has as many as it is to have. @throws what keeps the first from starting. */
  #choose(): Thread | undefined {
    const threads = this.#mine;
    let best: Thread | undefined;
    for (const thread of threads) {
      if (!thread.workload.hasRoom || thread.liveness.standsFor !== undefined) continue;
      if (best === undefined || thread.liveness.pending < best.liveness.pending) best = thread;
    }
    const idle = best?.liveness.pending === 0;
    if (idle || threads.length >= this.#most) return best;
    try {
      return this.#place.start(this.#most);
    } catch (error) {
      if (threads.length === 0) throw error;
      return best; // Those that there are do the work.
    }
  }

  #requireOneThatGoesOn(label: string): void {
    if (!this.#mine.every(({ liveness }) => liveness.standsFor !== undefined)) return;
    throw new LoopError(
      `Cannot call ${label}: all of its threads wait for callbacks that have not returned; make the callbacks generator functions (function*)`,
    );
  }

  #empty(lane: Lane): void {
    while (lane.calls.size > 0) {
      const thread = this.#chooseFor(lane);
      const [call, waiting] = (thread && lane.take()) ?? [];
      if (thread === undefined || call === undefined || waiting === undefined) return;
      try {
        this.#give(thread, call, waiting);
      } catch (error) {
        call.calls.waiting.delete(call);
        call.settle(THREW, error);
      }
    }
  }

  /** @returns undefined also when no thread can be started; the calls have ended then. */
  #chooseFor({ calls }: Lane): Thread | undefined {
    try {
      return this.#choose();
    } catch (error) {
      for (const call of [...calls.keys()]) {
        this.abort(call);
        call.settle(THREW, error);
      }
      return undefined;
    }
  }

  /** Give a call to a thread: this one, or the one that something among its arguments lives in. */
  #give(thread: Thread, call: RemoteFuture, waiting: Waiting): void {
    try {
      this.#giveTo(thread, call, waiting);
    } catch (error) {
      const other = this.#place.threads.find((one) => one === livesIn(error));
      if (other === undefined || other === thread || other.liveness.standsFor !== undefined) throw error;
      this.#giveTo(other, call, waiting);
    }
  }

  #giveTo(thread: Thread, call: RemoteFuture, { args, compose, behalf }: Waiting): void {
    thread.take(call, args, compose, behalf);
    if (thread.workload.give(call.id)) thread.outbox.flush();
  }

  #tidy(): void {
    for (const [calls, lane] of this.#lanes) if (lane.calls.size === 0) this.#lanes.delete(calls);
    if (this.#lanes.size === 0) this.#crowded.delete(this);
  }
}
