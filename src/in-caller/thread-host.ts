import type { Clock, Host } from "../kernel/host.ts";
import { Loop } from "../kernel/loop.ts";
import type { ReadyQueue } from "../kernel/ready-queue.ts";
import { Calls } from "./calls.ts";
import type { ThreadPlace } from "./place.ts";
import type { Threads } from "./threads.ts";

/** The host of loops that may call threads: it sleeps until a thread rings. */
export class ThreadHost implements Host {
  readonly threads: Threads;
  readonly calls: Calls;
  readonly #clock: Clock | undefined;

  constructor(threads: Threads, place: ThreadPlace, blocks: boolean, clock?: Clock) {
    this.threads = threads;
    this.calls = new Calls(threads.platform, place, blocks);
    this.#clock = clock;
  }

  /** Make the loop that this is the host of. */
  makeLoop(ready?: ReadyQueue): Loop {
    const { platform } = this.threads;
    const loop = new Loop(this, { ready, clock: this.#clock ?? this.threads, contexts: platform.contexts() });
    this.threads.tracing.watch(loop.ready);
    this.calls.loop = loop;
    return loop;
  }

  now(): number {
    return this.#clock === undefined ? this.threads.platform.now() : this.#clock.now();
  }

  poll(): void {
    const { threads } = this;
    threads.flush();
    threads.takeIn();
    threads.glance();
  }

  park(deadline: number | undefined, wakes: boolean): boolean {
    const { threads, calls } = this;
    threads.flush();
    if (calls.loop.ready.size > 0) return true; // A call that could not be sent has ended.
    if (threads.takeIn()) {
      threads.glance(); // One thread may keep this one from ever sleeping, while another has died.
      return true;
    }
    if (threads.mayWake(calls)) {
      const time =
        deadline === undefined || this.#clock !== undefined ? Number.POSITIVE_INFINITY : deadline - this.now();
      threads.sleep(time);
      threads.takeIn();
      return true;
    }
    if (deadline === undefined || !wakes) return false;
    if (this.#clock !== undefined) this.#clock.advanceTo(deadline);
    else threads.sleep(deadline - this.now());
    return true;
  }

  watchThrow(body: () => void, tell: (frames: readonly string[]) => void): void {
    this.threads.platform.watchThrow(body, tell);
  }

  killed(): void {
    this.calls.giveUp("its run was ended by force");
    this.threads.killed();
  }

  warn(message: string): void {
    this.threads.platform.warn(message);
  }

  /** Block until the calls that were given up have ended, or their time of grace has. */
  awaitStrays(): void {
    const { threads, calls } = this;
    const left = this.graceLeft();
    if (left === 0) return;
    threads.askForRest();
    const { error } = threads.interruption;
    // Callbacks come meanwhile, too: the runs in them are within this loop, and have no more time than is left.
    calls.loop.during(this.now() + left, () => {
      for (let left = this.graceLeft(); left > 0; left = this.graceLeft()) {
        if (threads.interruption.error !== error) return;
        threads.flush();
        if (!threads.takeIn()) threads.sleep(left);
      }
    });
  }

  /** How long such calls are still to be waited for, in milliseconds. */
  graceLeft(): number {
    return this.calls.strays.size === 0 ? 0 : this.calls.timeLeft(this.threads.platform.now());
  }
}
