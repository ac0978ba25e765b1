/**
 * The broker: a worker that starts and ends threads for a caller that blocks. A worker that is started by a thread which then blocks
 * does not start before that thread goes on, but the broker's event loop turns.
 */
import { Doorbell } from "../../wire/bell.ts";
import type { Boot } from "../platform.ts";
import { scope, type WebErrorEvent, type WebPort, type WebWorker, type WorkerClass } from "./web-scope.ts";

declare const Worker: WorkerClass;

/** The name of threads in the tools of browsers. */
const threadName = "miniasync-thread";

/** The first message to a worker of this package, which says which of the two it is to be. */
export type WebBegin =
  | { readonly broker: WebPort }
  | { readonly broker?: undefined; readonly boot: WebBoot; readonly port: WebPort };

/** The data that a thread of a browser begins with. */
export interface WebBoot {
  readonly boot: Boot;
  readonly toCaller: SharedArrayBuffer;
  readonly toThread: SharedArrayBuffer;
  /** Rung once: the thread is gone. */
  readonly end: SharedArrayBuffer;
  /** The page or worker that the caller is. */
  readonly base: string;
  /** A name for the lock that the thread holds while it lives. */
  readonly lock: string;
}

/** The requests of the caller to the broker. */
export type BrokerRequest =
  | { readonly kind: "ping" }
  | { readonly kind: "start"; readonly id: number; readonly boot: WebBoot; readonly port: WebPort }
  | { readonly kind: "terminate"; readonly id: number };

/** The answers of the broker, and its first message. */
export type BrokerReply = { readonly kind: "ready" | "pong" };

/** The messages of a thread to the broker that has started it. */
export type ThreadNotice = { readonly kind: "locked" };

interface Started {
  readonly worker: WebWorker;
  readonly boot: WebBoot;
}

/** Only a script may import scripts, and looks at the address, which is none here. Firefox lets modules import no scripts at all. */
function ownType(): "module" | "classic" {
  try {
    scope.importScripts("http://[");
    return "classic";
  } catch (error) {
    return error instanceof TypeError ? "module" : "classic";
  }
}

/** Serve a caller. `port` is its end. */
export function serveAsBroker(port: WebPort): void {
  const threads = new Map<number, Started>();
  const ended = (id: number): void => {
    const started = threads.get(id);
    if (started === undefined) return;
    threads.delete(id);
    started.worker.terminate();
    new Doorbell(started.boot.end).ring();
    new Doorbell(started.boot.boot.callerBell).ring();
  };
  const start = ({ id, boot, port: threadPort }: Extract<BrokerRequest, { kind: "start" }>): void => {
    // The same program as this, and as what this is: webpack makes scripts of workers, which end at once as modules.
    const worker = new Worker(scope.location?.href ?? "", { type: ownType(), name: threadName });
    threads.set(id, { worker, boot });
    // Its script could not be loaded: it tells of all that happens later itself.
    worker.addEventListener("error", (event: WebErrorEvent) => {
      event.preventDefault();
      ended(id);
    });
    worker.addEventListener("message", ({ data }: { readonly data: ThreadNotice }) => {
      // A thread that holds its lock is alive; the lock is free when the thread is gone, whatever has ended it.
      if (data.kind === "locked") void scope.navigator?.locks?.request(boot.lock, () => ended(id));
    });
    worker.postMessage({ boot, port: threadPort } satisfies WebBegin, [threadPort]);
  };
  port.onmessage = ({ data }) => {
    const request = data as BrokerRequest;
    if (request.kind === "ping") port.postMessage({ kind: "pong" } satisfies BrokerReply);
    else if (request.kind === "start") start(request);
    else ended(request.id);
  };
  port.postMessage({ kind: "ready" } satisfies BrokerReply);
}
