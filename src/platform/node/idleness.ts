/** How a thread learns that its event loop has nothing left to do, while it is kept alive for its caller's next message. */
import type { MessagePort } from "node:worker_threads";
import { clearInterval, setInterval } from "./times.ts";

export interface Idleness {
  /** Whether waiting for the caller keeps the event loop from being empty. */
  keepOpen(open: boolean): void;
  /** Call `idle` when it is empty, as far as `keepOpen(false)` lets it. */
  listen(idle: () => void): void;
}

/** Node and Bun say so before a thread ends for want of work; a port that is held then keeps it from ending. */
class ToldByEvent implements Idleness {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  keepOpen(open: boolean): void {
    if (open) this.#port.ref();
    else this.#port.unref();
  }

  listen(idle: () => void): void {
    process.on("beforeExit", idle);
  }
}

/** The time between two questions, in milliseconds. */
const askingTime = 10;

/** Deno ends a thread without asking. But it can be asked: the event loop runs on for a timer, which looks what there is besides. */
class FoundByAsking implements Idleness {
  readonly #port: MessagePort;
  readonly #hasWork: () => boolean;
  #idle: () => void = () => {};
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(port: MessagePort, hasWork: () => boolean) {
    this.#port = port;
    this.#hasWork = hasWork;
  }

  keepOpen(open: boolean): void {
    if (!open) this.#timer ??= setInterval(() => this.#ask(), askingTime);
    else if (this.#timer !== undefined) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #ask(): void {
    this.#timer?.unref();
    this.#port.unref();
    const busy = this.#hasWork();
    this.#port.ref();
    this.#timer?.ref();
    if (!busy) this.#idle();
  }

  /** Until the caller is listened to, nothing keeps the thread alive but what it imports, and this. */
  listen(idle: () => void): void {
    this.#idle = idle;
    this.keepOpen(false);
  }
}

/** What Deno's own process.on("beforeExit") asks, in the main thread. Not documented. */
interface Deno {
  readonly internal: symbol;
  readonly [internal: symbol]: { readonly core?: { readonly eventLoopHasMoreWork?: () => boolean } } | undefined;
}

export function idleness(port: MessagePort): Idleness {
  const { Deno } = globalThis as { readonly Deno?: Deno };
  const hasWork = Deno?.[Deno.internal]?.core?.eventLoopHasMoreWork;
  return hasWork === undefined ? new ToldByEvent(port) : new FoundByAsking(port, hasWork);
}
