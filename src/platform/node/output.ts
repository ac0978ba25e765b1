/**
 * Output of a thread and of its caller, in the order in which it was written. Both write to the descriptors at once, where they can.
 * A worker cannot: what it writes goes through its own caller. So does then what its threads write, which comes by a port.
 */
import type { MessagePort, TransferListItem } from "node:worker_threads";

/** A descriptor and what was written to it. */
type Written = readonly [descriptor: 1 | 2, bytes: Uint8Array];

/** The mark of a stream that writes to its descriptor at once; shared by all copies of this package in a thread. */
const direct = Symbol.for("miniasync.direct");

export function markDirect(stream: object): void {
  Object.defineProperty(stream, direct, { value: true });
}

/** Whether what threads write has to go through this thread. */
export function mustPassOn(): boolean {
  const { isMainThread } = process.getBuiltinModule("node:worker_threads");
  // The console of Deno writes to the descriptors everywhere.
  if (isMainThread || "Deno" in globalThis) return false;
  return !(direct in process.stdout);
}

const all = new Set<PassedOn>();

/** The end of this thread is the last time to write what has come. */
function takeInAll(): void {
  for (const each of all) each.takeIn();
}

/** What a thread has written, on its way through its caller. */
export class PassedOn {
  /** For the thread. */
  readonly far: MessagePort;
  readonly #near: MessagePort;
  readonly #receive = process.getBuiltinModule("node:worker_threads").receiveMessageOnPort;
  #closed = false;

  constructor() {
    const { port1, port2 } = new (process.getBuiltinModule("node:worker_threads").MessageChannel)();
    this.#near = port1;
    this.far = port2;
    port1.on("message", write);
    port1.on("close", () => {
      this.#closed = true;
      this.#forget();
    });
    port1.unref();
    if (all.size === 0) process.on("exit", takeInAll);
    all.add(this);
  }

  /** Write what has come. To be called before anything else of the thread is taken in, which may be younger. */
  takeIn(): void {
    if (this.#closed) return;
    for (let got = this.#receive(this.#near); got !== undefined; got = this.#receive(this.#near)) write(got.message);
  }

  #forget(): void {
    all.delete(this);
    if (all.size === 0) process.off("exit", takeInAll);
  }

  close(): void {
    this.takeIn();
    this.#forget();
    this.#near.close();
  }
}

function write([descriptor, bytes]: Written): void {
  process[descriptor === 1 ? "stdout" : "stderr"].write(bytes);
}

/** Send a copy of `chunk`: it may be a window on memory that others use. */
export function passOn(post: MessagePort["postMessage"], descriptor: 1 | 2, chunk: Uint8Array): void {
  const bytes = new Uint8Array(chunk);
  post([descriptor, bytes] satisfies Written, [bytes.buffer as unknown as TransferListItem]);
}

let ordered = false;

/** Let the main thread write to pipes at once, also to full ones: what its threads write later must not come first. */
export function writeAtOnce(): void {
  if (ordered) return;
  ordered = true;
  const { isMainThread } = process.getBuiltinModule("node:worker_threads");
  if (!isMainThread || process.platform === "win32") return; // Windows has no other way.
  blockOn("stdout", 1);
  blockOn("stderr", 2);
}

function blockOn(name: "stdout" | "stderr", descriptor: number): void {
  if (!isPipe(descriptor)) return;
  const own = Object.getOwnPropertyDescriptor(process, name);
  const { get } = own ?? {};
  if (own === undefined || get === undefined) return; // Somebody has put another in its place.
  // To make the stream takes more than a millisecond, which a program that writes nothing does not need to wait.
  if (isLoaded("net")) return makeBlocking(process[name]);
  Object.defineProperty(process, name, {
    ...own,
    get() {
      Object.defineProperty(process, name, own);
      const stream: NodeJS.WriteStream = process[name];
      makeBlocking(stream);
      return stream;
    },
  });
}

function isPipe(descriptor: number): boolean {
  try {
    // Bigints: realpath() of Node 20 looks at the last numbers that anybody got, and takes its own path for a pipe after these.
    const stats = process.getBuiltinModule("node:fs").fstatSync(descriptor, { bigint: true });
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false; // It is closed.
  }
}

/** Whether a builtin module has been loaded: streams of pipes are of `net`. */
function isLoaded(name: string): boolean {
  const { moduleLoadList } = process as { readonly moduleLoadList?: readonly string[] };
  return moduleLoadList?.includes(`NativeModule ${name}`) ?? true;
}

/** What was written before and has not gone yet goes first. */
function makeBlocking(stream: NodeJS.WriteStream): void {
  const { _handle: handle } = stream as { readonly _handle?: { setBlocking?(on: boolean): unknown } | null };
  if (stream.writableLength === 0) handle?.setBlocking?.(true);
  else stream.once("drain", () => makeBlocking(stream));
}
