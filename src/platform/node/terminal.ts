/** The terminal, and the standard input, of a thread as those of the main thread: Node gives a worker neither. */
import type { Readable } from "node:stream";
import type { WriteStream } from "node:tty";

const { fstatSync, createReadStream } = process.getBuiltinModule("node:fs");
const tty = (): typeof import("node:tty") => process.getBuiltinModule("node:tty");

/** What a stream to a terminal can do, besides telling its size. The methods write to the stream that they are called on. */
const methods = ["getColorDepth", "hasColors", "cursorTo", "moveCursor", "clearLine", "clearScreenDown"] as const;

function isTerminal(descriptor: number): boolean {
  try {
    // Asked first, since it takes a millisecond to load the rest.
    return fstatSync(descriptor).isCharacterDevice() && tty().isatty(descriptor);
  } catch {
    return false; // The process was started without.
  }
}

/** Let a stream of this thread that writes to a descriptor be like that of the main thread. */
export function likeTerminal(stream: NodeJS.WriteStream, descriptor: 1 | 2): void {
  if (!isTerminal(descriptor)) return;
  const { WriteStream } = tty();
  let terminal: (WriteStream & { _refreshSize?(): void }) | undefined;
  const size = (): WriteStream => {
    terminal ??= new WriteStream(descriptor);
    terminal._refreshSize?.(); // It may have changed, and workers get no signals.
    return terminal;
  };
  const values: Record<string, unknown> = { isTTY: true, getWindowSize: () => size().getWindowSize() };
  for (const name of methods) values[name] = WriteStream.prototype[name];
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(stream, name, { value, configurable: true, enumerable: true, writable: true });
  for (const name of ["columns", "rows"] as const)
    Object.defineProperty(stream, name, { get: () => size()[name], configurable: true, enumerable: true });
}

/** Let the standard input of this thread be that of the process. It is opened when somebody first asks for it. */
export function readStandardInput(): void {
  let input: Readable | undefined;
  Object.defineProperty(process, "stdin", {
    get: () => {
      input ??= openInput();
      return input;
    },
    configurable: true,
    enumerable: true,
  });
}

function openInput(): Readable {
  if (isTerminal(0)) return new (tty().ReadStream)(0);
  const { Readable } = process.getBuiltinModule("node:stream");
  try {
    const kind = fstatSync(0);
    const isStream = (kind.isFIFO() || kind.isSocket()) && !("Bun" in globalThis); // Whose sockets do not take a descriptor.
    if (!isStream) return createReadStream("", { fd: 0, autoClose: false });
    const { Socket } = process.getBuiltinModule("node:net");
    return Object.assign(new Socket({ fd: 0, readable: true, writable: false }), { fd: 0 }).pause();
  } catch {
    return Readable.from([]); // The process was started without.
  }
}
