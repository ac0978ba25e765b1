/** Browsers: the caller's side, on web workers. */
import { canWait, Doorbell } from "../../wire/bell.ts";
import { type Boot, longestTimer, type Platform, type ThreadEnd, type ThreadOptions } from "../platform.ts";
import type { BrokerReply, BrokerRequest, WebBegin, WebBoot } from "./broker.ts";
import { allocateMailbox } from "./mailbox.ts";
import { webRuntime } from "./web-runtime.ts";
import { clearTimeout, scope, setTimeout, type WebErrorEvent, type WebPort, type WorkerClass } from "./web-scope.ts";
import { WebWire } from "./web-wire.ts";

/** How long the broker may take to start, in milliseconds. */
const brokerTime = 10_000;

/** How long to wait for a thread to be gone, in milliseconds. It takes 1; but a busy one is only told to go. */
const terminateTime = 100;

const shares = typeof SharedArrayBuffer !== "undefined";
const noSharing = scope.crossOriginIsolated
  ? "there is no memory that threads could share: this browser has no SharedArrayBuffer, although the page is cross-origin isolated"
  : "there is no memory that threads could share, for the page is not cross-origin isolated; serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";
const noWorkers =
  'there are no workers here, so this is no browser; if it is a test with jsdom, have the test runner take the export conditions of Node: testEnvironmentOptions: { customExportConditions: ["node", "node-addons"] }';

declare const Worker: WorkerClass;

/** Why there can be no thread here, whoever asks for it. */
function whyNoThread(): string | undefined {
  if (!shares) return noSharing;
  return typeof Worker === "undefined" ? noWorkers : undefined;
}

/** @throws Error that says why there can be no thread here, if there can be none. */
function checkThreads(): void {
  const reason = whyNoThread();
  if (reason !== undefined) throw new Error(`Cannot start the thread: ${reason}`);
}

/** The worker that starts threads, as the caller sees it. */
class Broker {
  /** Resolves when it serves, also a caller that blocks. */
  readonly started: Promise<void>;
  ready = false;
  readonly #port: WebPort;
  #threads = 0;

  constructor() {
    // As bundlers know it: they see to the file of the worker.
    const worker = new Worker(new URL("./miniasync-worker.js", import.meta.url), {
      type: "module",
      name: "miniasync-broker",
    });
    const { port1, port2 } = new scope.MessageChannel();
    this.#port = port1;
    this.started = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(notStarted(`it was not ready after ${brokerTime} ms`)), brokerTime);
      worker.addEventListener("error", (event: WebErrorEvent) => {
        event.preventDefault();
        clearTimeout(timer);
        reject(notStarted(event.message ?? "its script could not be loaded"));
      });
      port1.onmessage = ({ data }) => {
        // A thread that blocks is sure to be heard only after it has sent something once, and got an answer.
        if ((data as BrokerReply).kind === "ready") return this.#send({ kind: "ping" });
        clearTimeout(timer);
        this.ready = true;
        resolve();
      };
    });
    this.started.catch(() => {});
    worker.postMessage({ broker: port2 } satisfies WebBegin, [port2]);
  }

  /** @returns the number of the thread. */
  start(boot: WebBoot, port: WebPort): number {
    const id = ++this.#threads;
    this.#send({ kind: "start", id, boot, port }, [port]);
    return id;
  }

  terminate(id: number): void {
    this.#send({ kind: "terminate", id });
  }

  #send(request: BrokerRequest, transfer: readonly unknown[] = []): void {
    this.#port.postMessage(request, transfer);
  }
}

function notStarted(why: string): Error {
  return new Error(
    `Cannot start the thread: the worker that starts it failed (${why}); look at whether miniasync-worker.js is beside miniasync.js, of the same origin as the page, and served with the header Cross-Origin-Embedder-Policy: require-corp`,
  );
}

let broker: Broker | undefined;

function theBroker(): Broker {
  if (broker === undefined) {
    const started = new Broker();
    broker = started;
    // The next one who wants it tries again: the file may be there by then.
    started.started.catch(() => {
      if (broker === started) broker = undefined;
    });
  }
  return broker;
}

/** A thread, as the caller sees it. */
class WebEnd implements ThreadEnd {
  readonly #broker: Broker;
  readonly id: number;
  readonly #port: WebPort;
  readonly #wire: WebWire;
  readonly #end: Doorbell;
  #listener: (() => void) | undefined;
  #watching = false;

  constructor(own: Broker, boot: Boot) {
    this.#broker = own;
    const end = Doorbell.allocate();
    const toCaller = allocateMailbox();
    const toThread = allocateMailbox();
    const { port1, port2 } = new scope.MessageChannel();
    const base = scope.location?.href ?? "";
    this.#end = new Doorbell(end);
    this.#port = port1;
    const { callerBell: ownBell, threadBell: otherBell } = boot;
    this.#wire = new WebWire({ outgoing: toThread, incoming: toCaller, ownBell, otherBell }, port1);
    this.id = own.start({ boot, toCaller, toThread, end, base, lock: `miniasync ${crypto.randomUUID()}` }, port2);
    own.started.catch(() => this.#end.ring());
  }

  post(message: unknown, transfer: readonly unknown[], standing: boolean): boolean {
    this.#wire.post(message, transfer, standing);
    return !this.gone;
  }

  receive(): { readonly message: unknown } | undefined {
    return this.#wire.receive(false);
  }

  onMessage(listener: (() => void) | undefined): void {
    this.#listener = listener;
    if (listener === undefined || this.#watching) return;
    this.#watching = true;
    void this.#wire.watch(() => {
      this.#wire.proceed();
      this.#listener?.();
      this.#watching = this.#listener !== undefined;
      return this.#watching;
    });
  }

  get gone(): boolean {
    return this.#end.read() !== 0;
  }

  isAlive(): boolean {
    return !this.gone;
  }

  terminate(): void {
    this.#listener = undefined;
    this.#broker.terminate(this.id);
    if (whyNotBlock() === undefined) this.#end.wait(0, terminateTime);
    // Nothing of it is heard any more, even when it takes its time.
    if (!this.gone) this.#end.ring();
    this.#port.close();
  }
}

function startThread(boot: Boot, { execArgv, env }: ThreadOptions): ThreadEnd {
  checkThreads();
  for (const [name, value] of Object.entries({ execArgv, env })) {
    if (value !== undefined)
      throw new TypeError(`Cannot start the thread: thread.${name} is of processes, and a browser has none`);
  }
  return new WebEnd(theBroker(), boot);
}

let mayWait: boolean | undefined;

function whyNotBlock(): string | undefined {
  mayWait ??= canWait();
  if (mayWait) return undefined;
  if (!shares) return noSharing;
  return "the main thread of a page may not block (browsers forbid Atomics.wait there); use await runAsync(...), or call run() in a Web Worker";
}

export const platform: Platform = {
  ...webRuntime,
  whyNotBlock,
  whyNotCall(blocking) {
    const never = whyNoThread();
    if (never !== undefined || !blocking) return never;
    const started = broker?.ready ?? false;
    const notYet =
      "a browser starts no worker while the one that wants it blocks; write `await init()` before the first run()";
    return whyNotBlock() ?? (started ? undefined : notYet);
  },
  spins: (scope.navigator?.hardwareConcurrency ?? 1) > 1,
  async init() {
    checkThreads();
    await theBroker().started;
  },
  letGo: undefined,
  after(milliseconds, body) {
    const timer = setTimeout(body, Math.min(milliseconds, longestTimer));
    return () => clearTimeout(timer);
  },
  afterwards(milliseconds, body) {
    setTimeout(body, milliseconds);
  },
  whenIdle: () => () => {},
  contexts: () => undefined,
  onlookers: () => undefined,
  interrupts: () => undefined,
  startThread,
  exitText: () => "self.close()",
  warn: (message) => scope.console.warn(message),
  watchThrow: (body) => body(),
  soon: queueMicrotask,
  atEnd: () => {},
  toUrl: (pathOrUrl) => (pathOrUrl.startsWith("/") ? new URL(pathOrUrl, scope.location?.href).href : pathOrUrl),
};
