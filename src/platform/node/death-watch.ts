import type { MessagePort, Worker, WorkerOptions } from "node:worker_threads";
import { Doorbell } from "../../wire/bell.ts";
import { now } from "./times.ts";

/** Deno and Bun: how one who blocks learns that a thread is gone. Posting to its port does not tell there. (docs/decisions/0010) */

/** How long a thread may say nothing before it is watched, in milliseconds: who watches is a thread, too, and costs as much. */
const patience = 500;

/** Watches all threads of this one, once there is one to watch. */
let sentinel: Worker | undefined;

/** Starts the thread's program, which the sentinel is, too. */
type Start = (options: WorkerOptions) => Worker;

function watch(watched: Watched, start: Start): void {
  if (sentinel === undefined) {
    sentinel = start({ workerData: { miniasync: "sentinel" }, name: "miniasync-sentinel" });
    sentinel.unref();
    sentinel.on("error", () => {});
  }
  sentinel.postMessage(watched, [watched.port]);
}

/**
 * A channel whose other end is the thread's, and goes with it. Its close is an event, which needs an event loop that turns: that of
 * another thread, the sentinel, which is given this end when the thread has said nothing for some time.
 */
export class Lifeline {
  /** For the thread, which keeps it. */
  readonly far: MessagePort;
  #near: MessagePort | undefined;
  readonly #cut = Doorbell.allocate();
  readonly #bell = new Doorbell(this.#cut);
  readonly #intact = this.#bell.read();
  readonly #start: Start;
  #silentSince: number | undefined;

  constructor(start: Start) {
    this.#start = start;
    const { port1, port2 } = new (process.getBuiltinModule("node:worker_threads").MessageChannel)();
    this.#near = port1;
    this.far = port2;
  }

  /** The thread has said something. */
  heard(): void {
    this.#silentSince = undefined;
  }

  /** False when the thread is gone, which is found some time after it was first asked. */
  holds(): boolean {
    const asked = now();
    this.#silentSince ??= asked;
    if (asked - this.#silentSince >= patience) this.watch();
    return this.#bell.read() === this.#intact;
  }

  /** Do not wait until it has been silent for long: it is to end. */
  watch(): void {
    if (this.#near === undefined) return;
    watch({ port: this.#near, cut: this.#cut }, this.#start);
    this.#near = undefined;
  }
}

/** A channel to the thread that is watched, and what is rung when it closes. */
interface Watched {
  readonly port: MessagePort;
  readonly cut: SharedArrayBuffer;
}

/** Watch whatever is sent to `orders`, as long as the process lives. */
export function watchThreads(orders: MessagePort): void {
  orders.on("message", ({ port, cut }: Watched) => {
    const bell = new Doorbell(cut);
    port.on("close", () => bell.ring());
    port.start();
  });
}
