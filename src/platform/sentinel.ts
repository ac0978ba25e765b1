/** Deno and Bun: a thread that only watches other threads; see lifeline.ts. */
import type { MessagePort } from "node:worker_threads";
import { Doorbell } from "../bridge/doorbell.ts";

/** A channel to the thread that is watched, and what is rung when it closes. */
export interface Watched {
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
