import { PENDING, RETURNED, THREW } from "../kernel/future.ts";
import type { Loop } from "../kernel/loop.ts";
import type { Reply } from "./protocol.ts";
import { RemoteFuture } from "./remote-future.ts";

/** An answer, as it came. */
export type ResultReply = Extract<Reply, { kind: "return" | "throw" }>;

/** A question that the caller blocks for. */
export class Reading {
  reply: ResultReply | undefined;
  /** Set instead of a reply when there will be none. */
  error: unknown;
  failed = false;
}

/** What a thread has been asked and has not answered. */
export class Pending {
  /** Calls that were cancelled and have not ended, and until when they are waited for. */
  readonly strays: Map<RemoteFuture, number> = new Map();
  readonly #entries = new Map<number, RemoteFuture | Reading>();
  /** How many calls each loop waits for: of one loop, and of the others. Mostly there is one, and it is new. */
  #loop: Loop | undefined;
  #calls = 0;
  readonly #others = new Map<Loop, number>();

  get size(): number {
    return this.#entries.size;
  }

  add(id: number, entry: RemoteFuture | Reading): void {
    this.#entries.set(id, entry);
    if (entry instanceof RemoteFuture) this.#count(entry.loop, 1);
  }

  get(id: number): RemoteFuture | Reading | undefined {
    return this.#entries.get(id);
  }

  /** How many calls a loop waits for. */
  countOf(loop: Loop): number {
    if (loop === this.#loop) return this.#calls;
    return this.#others.size === 0 ? 0 : (this.#others.get(loop) ?? 0);
  }

  /** Which calls a loop waits for. */
  *of(loop: Loop): Iterable<RemoteFuture> {
    for (const entry of this.#entries.values()) {
      if (entry instanceof RemoteFuture && entry.loop === loop && entry.state === PENDING) yield entry;
    }
  }

  /** Nobody waits for it any more. @returns false when it has ended already. */
  giveUp(future: RemoteFuture, until: number): boolean {
    if (!this.#entries.has(future.id)) return false;
    this.strays.set(future, until);
    this.#count(future.loop, -1);
    return true;
  }

  /** A call has returned what can be taken as it is. */
  returned(id: number, value: unknown): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    if (entry instanceof Reading) entry.reply = { kind: "return", id, value };
    else if (entry?.state === PENDING) {
      this.#count(entry.loop, -1);
      entry.settle(RETURNED, value);
    } else if (entry !== undefined) this.strays.delete(entry);
  }

  /** `compute` gives the result, or throws the error, of a call that somebody waits for. */
  settle(id: number, compute: () => unknown): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    if (entry instanceof Reading) {
      try {
        compute();
      } catch (error) {
        entry.error = error;
        entry.failed = true;
      }
    } else if (entry?.state === PENDING) {
      this.#count(entry.loop, -1);
      let state: typeof RETURNED | typeof THREW = RETURNED;
      let outcome: unknown;
      try {
        outcome = compute();
      } catch (error) {
        state = THREW;
        outcome = error;
      }
      entry.settle(state, outcome);
    } else if (entry !== undefined) this.strays.delete(entry);
  }

  /** A question has been answered. */
  answered(id: number, reading: Reading, reply: ResultReply): void {
    this.#entries.delete(id);
    reading.reply = reply;
  }

  /** There will be no answers. */
  fail(error: Error): void {
    this.strays.clear();
    for (const id of [...this.#entries.keys()]) {
      this.settle(id, () => {
        throw error;
      });
    }
  }

  #count(loop: Loop, more: number): void {
    const calls = this.countOf(loop) + more;
    if (loop === this.#loop || (this.#loop === undefined && !this.#others.has(loop))) {
      this.#loop = calls === 0 ? undefined : loop;
      this.#calls = calls;
    } else if (calls === 0) this.#others.delete(loop);
    else this.#others.set(loop, calls);
  }
}
