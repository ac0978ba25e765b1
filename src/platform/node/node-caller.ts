/** Node, Bun and Deno: the caller's side, on node:worker_threads. */
import type { MessagePort, Worker, WorkerOptions } from "node:worker_threads";
import { pause } from "../../wire/bell.ts";
import { type Boot, longestTimer, type Platform, type ThreadEnd, type ThreadOptions } from "../platform.ts";
import { hostContexts } from "./contexts.ts";
import { Lifeline } from "./death-watch.ts";
import { environment } from "./environment.ts";
import { interrupts } from "./interrupts.ts";
import { nodeRuntime } from "./node-runtime.ts";
import { onlookers } from "./onlookers.ts";
import { mustPassOn, PassedOn, writeAtOnce } from "./output.ts";
import { startProgram } from "./thread-program.ts";
import { watchThrow } from "./throw-watch.ts";
import { clearTimeout, nextTick, now, setTimeout } from "./times.ts";
import { tsxHooks } from "./tsx.ts";

/** How long to wait for a thread to be gone, in milliseconds. It takes 1, unless the thread is in a native function. */
const terminateTime = 100;

// Built-in modules are asked for when they are needed: to import them would take a third of the time that this package's import takes.
const workerThreads = (): typeof import("node:worker_threads") => process.getBuiltinModule("node:worker_threads");

function startThread(boot: Boot, options: ThreadOptions): ThreadEnd {
  const threads = workerThreads();
  const { port1, port2 } = new threads.MessageChannel();
  const lifeline = tellsOfDeath(port1) ? undefined : new Lifeline(startProgram);
  const flags = options.execArgv ?? (isPreload() ? [] : process.execArgv);
  const hooks = tsxHooks(flags);
  const output = mustPassOn() ? new PassedOn() : undefined;
  writeAtOnce();
  const workerOptions: WorkerOptions = {
    workerData: {
      miniasync: { ...boot, imports: [...hooks, ...boot.imports] },
      port: port2,
      lifeline: lifeline?.far,
      output: output?.far,
    },
    transferList: [port2, lifeline?.far, output?.far].filter((port) => port !== undefined),
    env: options.env === undefined ? threads.SHARE_ENV : { ...options.env },
    // The thread writes to the descriptors itself. Without these Node would set up pipes and listeners.
    stdout: true,
    stderr: true,
    name: "miniasync",
  };
  if (options.execArgv !== undefined) workerOptions.execArgv = [...options.execArgv];
  else if (isPreload()) Object.assign(workerOptions, withoutFlags());
  if (options.resourceLimits !== undefined)
    workerOptions.resourceLimits = { ...options.resourceLimits } as NonNullable<WorkerOptions["resourceLimits"]>;
  const worker = startWorker(workerOptions);
  passOn(worker, "stdout");
  passOn(worker, "stderr");
  worker.unref();
  port1.unref();
  return new PortEnd(worker, port1, lifeline, output);
}

/**
 * Whether this is a thread of this package that has not begun: it loads what `--import` and the like name first, and one of those
 * calls. In the thread that it is given it would call again, and so on without end. (Deno and Bun load those nowhere but in the main
 * thread.)
 */
function isPreload(): boolean {
  const { workerData } = workerThreads() as { readonly workerData: unknown };
  return typeof workerData === "object" && workerData !== null && "miniasync" in workerData;
}

/** None of the flags of this thread, and no variable that adds to them: most cannot be given to a thread anyway. */
function withoutFlags(): Pick<WorkerOptions, "execArgv" | "env"> {
  const { NODE_OPTIONS, ...env } = process.env;
  return { execArgv: [], ...(NODE_OPTIONS !== undefined && { env }) };
}

/** @throws Error that says what to permit, if the runtime forbids it; what else the runtime throws. */
function startWorker(options: WorkerOptions): Worker {
  try {
    return startProgram(options);
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_ACCESS_DENIED" && name !== "NotCapable") throw error;
    const remedy = message.includes("--allow-") ? "" : "; permit it by --allow-worker"; // Node 20 does not say.
    throw Object.assign(new Error(`Cannot start the thread: ${message}${remedy}`, { cause: error }), {
      code: "ERR_ACCESS_DENIED",
    });
  }
}

/**
 * Pass on text that the thread writes before it writes to the descriptors itself, in a module of --import or by Node's own warnings,
 * past the stream: a stream with something to read keeps the process alive.
 */
function passOn(worker: Worker, name: "stdout" | "stderr"): void {
  const stream = worker[name];
  const { push } = stream;
  stream.push = (chunk: string | Uint8Array | null, encoding?: BufferEncoding) =>
    chunk === null ? push.call(stream, null) : process[name].write(chunk as string, encoding);
}

/**
 * Whether posting tells if the other end of a port exists: the answer is true as long as it does, and undefined after. Undocumented,
 * and found to hold on Node 20 to 26, while Deno and Bun always say undefined. The message is one without requests.
 */
function tellsOfDeath(port: MessagePort): boolean {
  return (port as { postMessage(message: unknown): unknown }).postMessage([]) === true;
}

class PortEnd implements ThreadEnd {
  readonly id: number;
  readonly #receive: typeof import("node:worker_threads").receiveMessageOnPort = workerThreads().receiveMessageOnPort;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  /** Where the port does not tell of its end. */
  readonly #lifeline: Lifeline | undefined;
  /** Where what it writes has to go through this thread. */
  readonly #output: PassedOn | undefined;
  /** What the event loop has taken from the port, which cannot be put back. */
  readonly #inbox: { readonly message: unknown }[] = [];
  /** Called when something has arrived, or the thread is gone. */
  #listener: (() => void) | undefined;
  #listens = false;
  /** Undefined before it has been said since there is a listener. */
  #holds: boolean | undefined = undefined;
  #gone = false;
  #closed = false;

  constructor(worker: Worker, port: MessagePort, lifeline: Lifeline | undefined, output: PassedOn | undefined) {
    this.id = worker.threadId;
    this.#worker = worker;
    this.#port = port;
    this.#lifeline = lifeline;
    this.#output = output;
    const gone = (): void => {
      this.#gone = true;
      this.#listener?.();
    };
    // Without a listener an error of the thread would end the whole process later. The wire tells what killed it.
    worker.on("error", () => {});
    worker.on("exit", gone);
    port.on("close", () => {
      this.#closed = true;
      gone();
    });
  }

  post(message: unknown, transfer: readonly unknown[]): boolean {
    const port = this.#port as { postMessage(message: unknown, transfer?: readonly unknown[]): unknown };
    // An empty list takes time, too.
    const told = transfer.length === 0 ? port.postMessage(message) : port.postMessage(message, transfer);
    return this.#lifeline === undefined ? told === true : this.#lifeline.holds();
  }

  receive(): { readonly message: unknown } | undefined {
    this.#output?.takeIn();
    const taken = this.#inbox.shift();
    // Node 20 crashes when a port is read while it tells of its end. It does so only when everything has been read.
    const received = taken !== undefined || this.#closed ? taken : this.#receive(this.#port);
    if (this.#lifeline !== undefined && received !== undefined) this.#lifeline.heard();
    return received;
  }

  get gone(): boolean {
    return this.#gone;
  }

  readonly #arrived = (message: unknown): void => {
    this.#inbox.push({ message });
    this.#listener?.();
  };

  onMessage(listener: (() => void) | undefined, holds: boolean): void {
    if (listener !== undefined) this.#listener = listener;
    // Deno loses messages on their way when the listener goes: there it stays, and tells.
    const wanted = listener !== undefined || (this.#listens && this.#lifeline !== undefined);
    if (wanted !== this.#listens) {
      this.#listens = wanted;
      this.#holds = undefined; // A port with a new listener does, but in Bun not one that was told not to.
      if (wanted) this.#port.on("message", this.#arrived);
      else this.#port.off("message", this.#arrived);
    }
    if (!wanted || holds === this.#holds) return;
    this.#holds = holds;
    if (holds) this.#port.ref();
    else this.#port.unref();
  }

  isAlive(): boolean {
    if (this.#gone) return false;
    return this.#lifeline === undefined ? tellsOfDeath(this.#port) : this.#lifeline.holds();
  }

  terminate(): void {
    this.#port.off("message", this.#arrived);
    this.#listener = undefined;
    void this.#worker.terminate();
    this.#lifeline?.watch();
    const end = now() + terminateTime;
    // Deno tells of the end as soon as it is asked for.
    const goesOn = (): boolean => this.#lifeline?.holds() ?? this.isAlive();
    while (goesOn() && now() < end) pause(0.2);
    if (goesOn() && "Deno" in globalThis)
      warn(
        "A thread that was ended goes on: Deno cannot end one that computes without a pause, before the process ends",
      );
    this.#gone = true;
    this.#output?.close();
    this.#port.close();
  }
}

let emptyJob: (() => void) | undefined;

/** The end of a job lets go. One in a context with jobs of its own is over at once, and runs nothing else. */
function letGo(): void {
  emptyJob ??= makeEmptyJob();
  emptyJob();
}

function makeEmptyJob(): () => void {
  try {
    const { createContext, Script } = process.getBuiltinModule("node:vm");
    const context = createContext({}, { microtaskMode: "afterEvaluate" });
    const script = new Script("0");
    return () => void script.runInContext(context);
  } catch {
    return () => {}; // Where there are no such contexts the event loop has to turn.
  }
}

function whyNotShare(): string | undefined {
  return typeof SharedArrayBuffer === "undefined" ? "there is no SharedArrayBuffer" : undefined;
}

/** What is to be done in the next tick, or, if there is none, at the end. */
const pending = new Set<() => void>();
let ending = false;

function doAll(): void {
  ending = true;
  for (const body of pending) body();
}

/** Call `body` at the end, if there is no tick before; `tick` in that. A process.exit() lets none come. */
function beforeTheEnd(body: () => void, tick: () => void): void {
  if (pending.size === 0) process.once("exit", doAll);
  pending.add(body);
  nextTick(() => {
    pending.delete(body);
    if (pending.size === 0) process.off("exit", doAll);
    tick();
  });
}

function warn(message: string): void {
  const name = "MiniasyncWarning";
  const print = (): void => void process.emit("warning", Object.assign(new Error(message), { name }));
  if (ending || (process as { readonly _exiting?: boolean })._exiting === true) return print();
  // Its text: an error of a test runner's realm would be refused. Node prints it in the next tick.
  process.emitWarning(message, name);
  beforeTheEnd(print, () => {});
}

/** They live as long as this copy of the package. */
const atEnd: (() => void)[] = [];

const endsKey = Symbol.for("miniasync.ends");

/** What is to be done when the process ends well, by all copies of this package: a test runner may load one for each of its files. */
function ends(): Set<WeakRef<() => void>> {
  const shared = process as { [endsKey]?: Set<WeakRef<() => void>> };
  if (shared[endsKey] === undefined) {
    const bodies = new Set<WeakRef<() => void>>();
    Object.defineProperty(process, endsKey, { value: bodies });
    process.once("exit", (code) => {
      if (code === 0) for (const body of bodies) body.deref()?.();
    });
  }
  return shared[endsKey] as Set<WeakRef<() => void>>;
}

export const platform: Platform = {
  ...nodeRuntime,
  whyNotBlock: whyNotShare,
  whyNotCall: whyNotShare,
  letGo,
  after(milliseconds, body) {
    const timer = setTimeout(body, Math.min(milliseconds, longestTimer));
    return () => clearTimeout(timer);
  },
  afterwards(milliseconds, body) {
    setTimeout(body, milliseconds).unref();
  },
  whenIdle(body) {
    process.on("beforeExit", body);
    return () => process.off("beforeExit", body);
  },
  contexts: hostContexts,
  onlookers,
  interrupts,
  init: undefined,
  // MINIASYNC_SPIN=0 switches it off: it only makes small calls faster.
  get spins() {
    return process.getBuiltinModule("node:os").availableParallelism() > 1 && environment("MINIASYNC_SPIN") !== "0";
  },
  startThread,
  exitText: (code) => `process.exit(${code})`,
  warn,
  watchThrow,
  soon: (body) => beforeTheEnd(body, body),
  atEnd(body) {
    atEnd.push(body);
    ends().add(new WeakRef(body));
  },
  toUrl(pathOrUrl) {
    const { isAbsolute, normalize } = process.getBuiltinModule("node:path");
    if (!isAbsolute(pathOrUrl)) return pathOrUrl;
    // Normal: Node knows a share of Windows by its backslashes only.
    return process.getBuiltinModule("node:url").pathToFileURL(normalize(pathOrUrl)).href;
  },
};
