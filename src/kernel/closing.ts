import { textWithStack } from "../errors.ts";
import { awaitStack } from "./await-stack.ts";
import { deadlock } from "./deadlock.ts";
import { type Future, THREW } from "./future.ts";
import { defaultCleanupGrace, Grace, takeAbandoned } from "./grace.ts";
import type { Loop } from "./loop.ts";
import type { Listener } from "./ready-queue.ts";
import { expire } from "./task.ts";

/** Rounds of cancelling that closing a loop allows tasks which start new tasks in their cleanup. */
const rounds = 100;

/** Of so many left-over tasks it is remembered where they waited, in case that they fail: looking takes time. */
const remembered = 100;

/**
 * The end of a loop: cancels what is left, in order of creation, and gives it time to clean up, in rounds until nothing is left.
 * The host is told once of errors that nobody has seen.
 */
export class Closing implements Listener {
  /** Done when no task is left. */
  readonly finished: Future<void>;
  readonly #loop: Loop;
  readonly #waited = new Map<Future<unknown>, () => readonly string[]>();
  readonly #cleanupGrace: number;
  #grace: Grace | undefined;
  #left = 0;
  #rounds = 0;

  constructor(loop: Loop, cleanupGrace: number = defaultCleanupGrace) {
    this.#loop = loop;
    this.#cleanupGrace = cleanupGrace;
    this.finished = loop.createFuture();
    loop.driven = this;
    this.#cancelAll();
  }

  /** A left-over task is done. */
  wake(source: Future<unknown> | undefined): void {
    const task = source as Future<unknown>;
    if (task.state === THREW) this.#report(task, "failed while it was being cancelled at the end");
    this.#left--;
    if (this.#left === 0) this.#cancelAll();
  }

  /** The tasks that are left wait for something that cannot come. */
  deadlocked(): void {
    this.#giveUp(deadlock(this.#loop).message);
    if (this.#loop.ready.size === 0) this.#release();
  }

  /** Do not wait for what is left: its time for cleaning up is over. */
  interrupt(): void {
    this.#grace?.end();
  }

  #cancelAll(): void {
    const left = [...this.#loop.tasks()];
    if (left.length === 0) return this.#finish();
    if (this.#rounds === rounds) this.#giveUp(`after ${rounds} rounds of cancelling, tasks still start others`);
    if (this.#rounds > rounds) return this.#release();
    this.#rounds++;
    this.#left = left.length;
    for (const task of left) {
      if (this.#waited.size < remembered) this.#waited.set(task, awaitStack(task));
      task.cancel();
      task.addListener(this);
    }
    if (this.#grace?.over) expire(left);
    else this.#grace ??= new Grace(this.#loop, this.#cleanupGrace, () => this.#loop.tasks());
  }

  /** Stop waiting for the tasks that are left. */
  #giveUp(reason: string): void {
    if (this.#grace?.end()) this.#loop.host.warn(`Tasks are given up at the end of their loop: ${reason}`);
  }

  /** Let go of tasks that not even that has ended. */
  #release(): void {
    for (const task of [...this.#loop.tasks()]) this.#loop.release(task);
    this.#finish();
  }

  #finish(): void {
    const { host, unseen } = this.#loop;
    this.#grace?.stop();
    this.#loop.driven = undefined;
    const abandonment = takeAbandoned(this.#loop);
    if (abandonment !== undefined) host.warn(abandonment.message);
    for (const future of [...(unseen ?? [])]) this.#report(future, "failed, and nobody looked at its error");
    this.finished.setResult(undefined);
  }

  #report(future: Future<unknown>, what: string): void {
    future.retrieved();
    const stack = this.#waited.get(future)?.() ?? [];
    const waited = stack.length === 0 ? [] : ["  It had waited", ...stack.map((frame) => `    ${frame}`)];
    this.#loop.host.warn([`${future.title} ${what}: ${textWithStack(future.outcome)}`, ...waited].join("\n"));
  }
}
