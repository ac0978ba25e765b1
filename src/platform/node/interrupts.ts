/** SIGINT while this thread blocks, in the main thread of Node. */
import { pause } from "../../wire/bell.ts";
import type { Interrupts } from "../platform.ts";
import { setImmediate } from "./times.ts";

/** By this name of the global object a script finds what it is to call. All copies of this package share that. */
const key: unique symbol = Symbol.for("miniasync.waits") as never;

interface Waits {
  /** Undefined while nobody waits. */
  wait: (() => void) | undefined;
}

/** How long the signal has to end the process, in milliseconds, before the process ends itself. */
const signalTime = 1000;

const signalNumber = 2;

/** Threads and other runtimes cannot be interrupted so. */
export function interrupts(): Interrupts | undefined {
  const { isMainThread } = process.getBuiltinModule("node:worker_threads");
  if (!isMainThread || "Deno" in globalThis || "Bun" in globalThis) return undefined;
  const waits = sharedWaits();
  return waits === undefined ? undefined : new NodeInterrupts(waits);
}

/** In the realm in which scripts run; this file may be in another. @returns undefined where the global object cannot be added to. */
function sharedWaits(): Waits | undefined {
  const { Script } = process.getBuiltinModule("node:vm");
  const realm = new Script("globalThis").runInThisContext() as { readonly [key]?: Waits };
  const made: Waits = { wait: undefined };
  return realm[key] ?? (Reflect.defineProperty(realm, key, { value: made }) ? made : undefined);
}

/** A script of node:vm can be ended by SIGINT, also while it is in Atomics.wait: nothing else in Node sees the signal meanwhile. */
class NodeInterrupts implements Interrupts {
  readonly #errors = new WeakSet<Error>();
  readonly #waits: Waits;
  readonly #script: import("node:vm").Script;
  #watches = false;
  #ends = false;

  constructor(waits: Waits) {
    const { Script } = process.getBuiltinModule("node:vm");
    this.#waits = waits;
    this.#script = new Script(`globalThis[Symbol.for("${key.description}")].wait()`, { filename: "miniasync:wait" });
  }

  until(wait: () => void): boolean {
    this.#waits.wait = wait;
    const listeners = process.listenerCount("SIGINT");
    const most = process.getMaxListeners();
    // Node takes the listeners away meanwhile. It must not warn again that there are many of them each time that it brings them back.
    if (listeners > most && most > 0) process.setMaxListeners(listeners);
    try {
      this.#script.runInThisContext({ breakOnSigint: true, displayErrors: false });
      return false;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
      return true;
    } finally {
      if (listeners > most && most > 0) process.setMaxListeners(most);
      this.#waits.wait = undefined;
    }
  }

  over(error: Error): void {
    this.#errors.add(error);
    setImmediate(tellListeners);
    if (this.#watches) return;
    this.#watches = true;
    process.on("uncaughtExceptionMonitor", (uncaught) => this.#uncaught(uncaught));
  }

  #uncaught(error: unknown): void {
    if (!this.#errors.has(error as Error)) return;
    if (process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback()) return;
    if (process.listenerCount("SIGINT") === 0) return endBySignal();
    // Those who listen to the signal decide when the process ends; if none of them does, when it has nothing left to do.
    process.once("uncaughtException", () => {});
    process.once("beforeExit", endBySignal);
  }

  end(): void {
    const before = this.#ends;
    this.#ends = true;
    try {
      if (!before) tellListeners(); // One of them may be what blocks.
    } finally {
      endBySignal();
    }
  }
}

/**
 * Call those who listen to the signal, as Node would have. A listener of our own would change what they do: signal-exit ends the
 * process only if nobody else listens.
 */
function tellListeners(): void {
  (process as NodeJS.EventEmitter).emit("SIGINT", "SIGINT", signalNumber);
}

function endBySignal(): void {
  process.removeAllListeners("SIGINT");
  process.kill(process.pid, "SIGINT");
  pause(signalTime);
  process.exit(128 + signalNumber);
}
