/** Node, Bun and Deno: the thread's own side, on node:worker_threads. */
import type { MessagePort } from "node:worker_threads";
import { Doorbell, pause } from "../../wire/bell.ts";
import type { Boot, CallerEnd, InlineText, ThreadPlatform } from "../platform.ts";
import { watchThreads } from "./death-watch.ts";
import { placeOf } from "./function-place.ts";
import { idleness } from "./idleness.ts";
import { nodeRuntime } from "./node-runtime.ts";
import { markDirect, passOn } from "./output.ts";
import { likeTerminal, readStandardInput } from "./terminal.ts";
import { setImmediate, setTimeout } from "./times.ts";

// Not imported: the thread is a script, which starts 3 ms sooner than a module does.
const { promises, readFileSync, writeSync } = process.getBuiltinModule("node:fs");
const { fileURLToPath, pathToFileURL } = process.getBuiltinModule("node:url");
const threads = process.getBuiltinModule("node:worker_threads");
const { parentPort, receiveMessageOnPort } = threads;
const vm = process.getBuiltinModule("node:vm");

/** `lifeline` need only be kept: it closes with the thread. */
interface ThreadData {
  readonly miniasync: Boot;
  readonly port: MessagePort;
  readonly lifeline: MessagePort | undefined;
  /** Where what is written here has to go through the caller. */
  readonly output: MessagePort | undefined;
}

/** Undefined in the sentinel. */
const data = takeData();
const { miniasync: boot, port, output } = (data ?? {}) as ThreadData;
// Taken now, for a module that is loaded may put others in their place, which would be given the port.
const postMessage = port?.postMessage.bind(port);
const postOutput = output?.postMessage.bind(output);
const idle = idleness({ ref: port?.ref.bind(port), unref: port?.unref.bind(port) });

/**
 * What the thread was given, which the modules that it loads are not to find: with the port one of them could answer the calls of
 * others.
 */
function takeData(): ThreadData | undefined {
  const { workerData } = threads;
  (threads as { workerData: unknown }).workerData = null;
  // Modules that were loaded before have made copies of it for import.
  if (process.execArgv.length > 0 || process.env.NODE_OPTIONS !== undefined)
    process.getBuiltinModule("node:module").syncBuiltinESMExports();
  return workerData.miniasync === "sentinel" ? undefined : workerData;
}

/** Node lists them for debugging. */
function hidePort(): void {
  const debug = process as unknown as { _getActiveHandles?(): unknown[] };
  const { _getActiveHandles: list } = debug;
  if (list !== undefined) debug._getActiveHandles = () => list.call(process).filter((handle) => handle !== port);
}

/** Functions whose results nobody else has. Taken now: a program may put others in their place that keep what they give. */
const makers = new Set<unknown>([promises.readFile, readFileSync]);

/** How many lines of stderr a ThreadExitedError shows. */
const keptLines = 10;
const keptCharacters = 8192;
let errorTail = "";

/**
 * Write all of `chunk` to a descriptor, now. The streams that Node gives a thread are served by the caller's event loop, which
 * stands still while it blocks: nothing would be seen, and the last lines would be lost.
 */
function writeAll(descriptor: 1 | 2, chunk: string | Uint8Array, encoding?: BufferEncoding): void {
  let rest = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EPIPE") return; // Nobody reads any more; a process that writes there ends quietly, too.
      if (code !== "EAGAIN") throw error;
      pause(1); // A full pipe whose reader is slow.
    }
  }
}

function tailOf(text: string): string {
  return text
    .slice(-keptCharacters)
    .split("\n")
    .slice(-keptLines - 1)
    .join("\n");
}

/** The console of Deno writes by itself, past the streams. */
function overhearConsole(): void {
  const { format } = process.getBuiltinModule("node:util");
  for (const name of ["error", "warn"] as const) {
    // biome-ignore lint/suspicious/noConsole: whatever users print by it
    const print = console[name];
    console[name] = (...args: unknown[]) => {
      errorTail = tailOf(`${errorTail}${format(...args)}\n`);
      print(...args);
    };
  }
}

/** It sleeps, perhaps, and is to see what is written at once. */
const callerBell = output === undefined ? undefined : new Doorbell(boot.callerBell);

function takeOver(stream: NodeJS.WriteStream, descriptor: 1 | 2): void {
  if (output === undefined) {
    markDirect(stream);
    likeTerminal(stream, descriptor);
  }
  const write = (
    chunk: string | Uint8Array,
    encoding: BufferEncoding | undefined,
    done: (error?: Error) => void,
  ): void => {
    if (descriptor === 2) errorTail = tailOf(errorTail + String(chunk));
    try {
      if (postOutput === undefined) writeAll(descriptor, chunk, encoding);
      else {
        passOn(postOutput, descriptor, typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
        callerBell?.ring();
      }
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
  stream._write = write as typeof stream._write;
  stream._writev = (chunks, done) => {
    for (const { chunk, encoding } of chunks) write(chunk as Uint8Array, encoding, () => {});
    done();
  };
  // Text that was written before waits for the caller, which blocks. The first piece is on its way; let it count as written.
  if (stream.writableLength > 0) (stream as { _writableState?: { onwrite?: () => void } })._writableState?.onwrite?.();
}

const end: CallerEnd = {
  post(message, transfer) {
    if (transfer.length === 0)
      postMessage(message); // An empty list takes time, too.
    else postMessage(message, transfer as never);
  },
  receive() {
    return receiveMessageOnPort(port);
  },
  onMessage(listener) {
    port.on("message", listener);
    idle.keepOpen(true);
  },
  keepOpen: (open) => idle.keepOpen(open),
};

/** The module that a bare specifier is resolved from when the caller is not known: one in the working directory. */
function fallback(): string {
  try {
    return pathToFileURL("miniasync-main.mjs").href;
  } catch {
    return pathToFileURL("/miniasync-main.mjs").href; // There is no working directory any more.
  }
}

/** Node warns of the import hook of node:vm, the one way to import as if from another file. It means this package, not its user. */
function silenceImportHook(): void {
  const emit = process.emitWarning as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]) => {
    if (!String(args[0]).includes("USE_MAIN_CONTEXT_DEFAULT_LOADER")) emit.apply(process, args);
  };
}

function compile(
  source: string,
  names: readonly string[],
  from: string | undefined,
  inline?: InlineText,
): (...values: unknown[]) => unknown {
  const url = from ?? fallback();
  const filename = url.startsWith("file:") ? fileURLToPath(url) : url;
  const place = inline && placeOf(inline, textOf(from));
  return vm.compileFunction(source, [...names], {
    filename,
    ...(inline && place && { lineOffset: place.line - 1, columnOffset: place.column - 1 - inline.behind }),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER as never,
  }) as (...values: unknown[]) => unknown;
}

function textOf(url: string | undefined): string {
  if (url === undefined) return "";
  try {
    return readFileSync(url.startsWith("file:") ? fileURLToPath(url) : url, "utf8");
  } catch {
    return "";
  }
}

type Importer = (specifier: string, options?: ImportCallOptions) => Promise<object>;
const importers = new Map<string, Importer>();

async function importFrom(specifier: string, from: string | undefined): Promise<object> {
  const url = from ?? fallback();
  let importer = importers.get(url);
  if (importer === undefined) {
    importer = compile("return (specifier, options) => import(specifier, options)", [], url)() as Importer;
    importers.set(url, importer);
  }
  const isJson = /\.json$/.test(specifier) || specifier.startsWith("data:application/json");
  return importer(specifier, isJson ? { with: { type: "json" } } : undefined);
}

const threadPlatform: ThreadPlatform = {
  ...nodeRuntime,
  boot,
  end,
  listen(events) {
    process.on("uncaughtException", (error) => events.uncaught(error));
    process.on("unhandledRejection", (error) => events.rejected(error));
    idle.listen(() => events.idle());
    process.on("exit", (code) => events.exit(code));
  },
  import: importFrom,
  compile,
  requireFrom: (from) => process.getBuiltinModule("node:module").createRequire(from ?? fallback()),
  textOf,
  makesBuffers: (made) => makers.has(made),
  turn: (milliseconds) =>
    new Promise((resolve) => {
      if (milliseconds === undefined) setImmediate(resolve);
      else setTimeout(resolve, milliseconds);
    }),
  warn: (message) => process.emitWarning(message, "MiniasyncWarning"),
  lastErrorLines: () => errorTail.split("\n").filter((text) => text !== ""),
  exit: (code) => process.exit(code),
};

/** Let `serve` serve this thread. Called once, before anything else runs in it. */
export function startThread(serve: (platform: ThreadPlatform) => void): void {
  if (data === undefined) return watchThreads(parentPort as MessagePort);
  hidePort();
  silenceImportHook();
  takeOver(process.stdout as NodeJS.WriteStream, 1);
  takeOver(process.stderr as NodeJS.WriteStream, 2);
  readStandardInput();
  if ("Deno" in globalThis) overhearConsole();
  serve(threadPlatform);
}
