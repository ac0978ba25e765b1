import { LoopClosedError } from "../errors.ts";
import type { Clock, Host } from "../kernel/host.ts";
import type { Loop } from "../kernel/loop.ts";
import type { ThreadOptions } from "../platform/platform.ts";
import type { Hub } from "./hub.ts";
import type { Thread } from "./thread.ts";

/** How long a run waits for its cancelled calls to end, in milliseconds, if it does not say. */
export const defaultGrace = 250;

/** Where loops find their thread: it starts with the first call, and anew when it has died. */
export class ThreadPlace {
  readonly #hub: Hub;
  readonly #options: ThreadOptions;
  #thread: Thread | undefined;
  #closed = false;

  constructor(hub: Hub, options: ThreadOptions) {
    this.#hub = hub;
    this.#options = options;
  }

  get(): Thread {
    if (this.#closed) throw new LoopClosedError("Cannot call: the loop that the thread belongs to is closed");
    if (this.#thread === undefined || this.#thread.dead) this.#thread = this.#hub.startThread(this.#options);
    return this.#thread;
  }

  /** The thread, if there is one. */
  get current(): Thread | undefined {
    return this.#thread?.dead === false ? this.#thread : undefined;
  }

  /** End the thread, whatever it does. */
  close(): void {
    this.#closed = true;
    this.#thread?.end(new LoopClosedError("the loop that the thread belongs to is closed"));
    this.#thread = undefined;
  }
}

/** The host of loops that may call threads: it sleeps until a thread rings. */
export class BridgeHost implements Host {
  readonly hub: Hub;
  readonly place: ThreadPlace;
  /** Whether this thread's own events stand still while the loop runs. */
  readonly blocks: boolean = true;
  /** Set once, by the loop's maker. */
  loop: Loop | undefined;
  /** How long the run waits for its cancelled calls to end, in milliseconds. */
  cancelGrace: number = defaultGrace;
  readonly #clock: Clock | undefined;

  constructor(hub: Hub, place: ThreadPlace, clock: Clock | undefined) {
    this.hub = hub;
    this.place = place;
    this.#clock = clock;
  }

  /** Whether its time is that of the world. */
  get isReal(): boolean {
    return this.#clock === undefined;
  }

  now(): number {
    return this.#clock === undefined ? this.hub.platform.now() : this.#clock.now();
  }

  poll(): void {
    this.hub.poll();
  }

  park(deadline: number | undefined, wakes: boolean): boolean {
    const { hub } = this;
    hub.flush();
    if (this.loop !== undefined && this.loop.ready.size > 0) return true; // What could not be sent has ended.
    if (hub.drain()) {
      hub.glance(); // One thread may keep this one from ever sleeping, while another has died.
      return true;
    }
    if (this.#mayBeWoken()) {
      const time =
        deadline === undefined || this.#clock !== undefined ? Number.POSITIVE_INFINITY : deadline - this.now();
      hub.sleep(time);
      hub.drain();
      return true;
    }
    if (deadline === undefined || !wakes) return false;
    if (this.#clock !== undefined) this.#clock.advanceTo(deadline);
    else hub.sleep(deadline - this.now());
    return true;
  }

  warn(message: string): void {
    this.hub.platform.warn(message);
  }

  #mayBeWoken(): boolean {
    if (this.loop === undefined) return false;
    for (const thread of this.hub.threads) if (thread.mayWake(this.loop)) return true;
    return false;
  }
}
