/** Tells when the event loop of a thread has nothing left to do, while the thread is kept alive for its caller's next message. */
import type { MessagePort } from "node:worker_threads";
import { longestTimer } from "../platform.ts";
import { clearInterval, clearTimeout, setInterval, setTimeout } from "./times.ts";

/** A signal may be later than a timer of its time, in milliseconds. */
const signalDelay = 50;

/**
 * While a call is pending all that it may wait for counts, also a timer that was told not to keep a process alive: no thread ends for
 * want of work anyway. The timers of this file do not count.
 */
const { ref, unref } = countEveryTimer();

function countEveryTimer(): Pick<NodeJS.Timeout, "ref" | "unref"> {
  const sample = setTimeout(() => {}, 0);
  clearTimeout(sample);
  const prototype = Object.getPrototypeOf(sample) as NodeJS.Timeout;
  const { ref, unref, hasRef } = prototype;
  const unreferenced = new WeakSet<NodeJS.Timeout>();
  Object.assign(prototype, {
    ref(this: NodeJS.Timeout) {
      unreferenced.delete(this);
      return this;
    },
    unref(this: NodeJS.Timeout) {
      unreferenced.add(this);
      return this;
    },
    hasRef(this: NodeJS.Timeout) {
      return !unreferenced.has(this) && Reflect.apply(hasRef, this, []);
    },
  });
  if (process.versions.bun !== undefined || "Deno" in globalThis) countTimeoutSignals();
  return { ref, unref };
}

/** Node makes these of timers as above. */
function countTimeoutSignals(): void {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (milliseconds) => {
    const signal = timeout.call(AbortSignal, milliseconds);
    const counts = setTimeout(() => {}, Math.min(milliseconds + signalDelay, longestTimer));
    signal.addEventListener("abort", () => clearTimeout(counts));
    return signal;
  };
}

/** What keeps the event loop from being empty. */
type Held = Pick<MessagePort, "ref" | "unref">;

export interface Idleness {
  /** Whether waiting for the caller keeps the event loop from being empty. */
  keepOpen(open: boolean): void;
  /** Call `idle` when it is empty, as far as `keepOpen(false)` lets it. */
  listen(idle: () => void): void;
}

/** Node and Bun say so before a thread ends for want of work; a port that is held then keeps it from ending. */
class ToldByEvent implements Idleness {
  readonly #port: Held;

  constructor(port: Held) {
    this.#port = port;
  }

  keepOpen(open: boolean): void {
    if (open) this.#port.ref();
    else this.#port.unref();
  }

  listen(idle: () => void): void {
    // Bun tells listeners only. Elsewhere nobody else is told: the thread does not end, and libraries would close what they need.
    if (process.versions.bun !== undefined) process.on("beforeExit", idle);
    const { emit } = process;
    process.emit = function (this: NodeJS.Process, name: string, ...args: unknown[]): boolean {
      if (name !== "beforeExit") return Reflect.apply(emit, this, [name, ...args]) as boolean;
      idle();
      return true;
    } as typeof process.emit;
  }
}

/** The time between two questions, in milliseconds. */
const askingTime = 10;

/** Deno ends a thread without asking. But it can be asked: the event loop runs on for a timer, which looks what there is besides. */
class FoundByAsking implements Idleness {
  readonly #port: Held;
  readonly #hasWork: () => boolean;
  #idle: () => void = () => {};
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(port: Held, hasWork: () => boolean) {
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
    const timer = this.#timer as NodeJS.Timeout;
    Reflect.apply(unref, timer, []);
    this.#port.unref();
    const busy = this.#hasWork();
    this.#port.ref();
    Reflect.apply(ref, timer, []);
    if (!busy) this.#idle();
  }

  /** Until the caller is listened to, nothing keeps the thread alive but what it imports, and this. */
  listen(idle: () => void): void {
    this.#idle = idle;
    this.keepOpen(false);
  }
}

/** The question that Deno's own process.on("beforeExit") asks, in the main thread. Not documented. */
interface Deno {
  readonly internal: symbol;
  readonly [internal: symbol]: { readonly core?: { readonly eventLoopHasMoreWork?: () => boolean } } | undefined;
}

export function idleness(port: Held): Idleness {
  const { Deno } = globalThis as { readonly Deno?: Deno };
  const hasWork = Deno?.[Deno.internal]?.core?.eventLoopHasMoreWork;
  return hasWork === undefined ? new ToldByEvent(port) : new FoundByAsking(port, hasWork);
}
