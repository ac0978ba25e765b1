/** The runtime as the caller and the thread use it. A folder beside this file implements it for each kind of host. */
import type { Buffer } from "node:buffer";
import type { Dirent, StatsBase, StatsFsBase } from "node:fs";
import type { URL as NodeUrl } from "node:url";
import type { MessagePort } from "node:worker_threads";
import type { Contexts } from "../kernel/host.ts";

/** Options of a thread, as node:worker_threads names them. */
export interface ThreadOptions {
  /** Node flags for the thread; by default those of the caller. Ignored where threads have none. */
  readonly execArgv?: readonly string[] | undefined;
  /** Its own copy of the environment; by default process.env is shared. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Limits of its heap, code and stack. Ignored where the runtime has none. */
  readonly resourceLimits?:
    | {
        /** For objects that are new. */
        readonly maxYoungGenerationSizeMb?: number | undefined;
        /** For all others. */
        readonly maxOldGenerationSizeMb?: number | undefined;
        /** For generated code. */
        readonly codeRangeSizeMb?: number | undefined;
        /** For the stack. */
        readonly stackSizeMb?: number | undefined;
      }
    | undefined;
  /** Modules to import in the thread before anything else: loaders, shims. Packages, absolute paths or file URLs. */
  readonly imports?: readonly (string | URL)[] | undefined;
  /**
   * How long it may compute or import without a pause after a call there was cancelled, in milliseconds, before it is ended; 10,000 by
   * default. Until it listens again other calls get another thread.
   */
  readonly patience?: number | undefined;
}

/** The data that a new thread begins with. */
export interface Boot {
  /** The bell that the thread rings, and the one that it listens to; see wire/bell.ts. */
  readonly callerBell: SharedArrayBuffer;
  readonly threadBell: SharedArrayBuffer;
  /** Whether it may spin before it sleeps. */
  readonly spin: boolean;
  readonly imports: readonly string[];
}

/** A channel that tools subscribe to, as node:diagnostics_channel has them. */
export interface Channel {
  readonly hasSubscribers: boolean;
  subscribe(subscriber: (message: unknown) => void): void;
  publish(message: unknown): void;
  /** Publish, and call `body` in the async contexts that subscribers have made of the message. */
  runStores<T>(message: unknown, body: () => T): T;
}

/** The channels of something that begins, ends, and may go on in between. */
export interface TracingChannel {
  readonly start: Channel;
  readonly end: Channel;
  readonly asyncStart: Channel;
  readonly asyncEnd: Channel;
  readonly error: Channel;
}

/** The means by which others look on. */
export interface Onlookers {
  readonly run: TracingChannel;
  readonly call: TracingChannel;
  readonly task: TracingChannel;
  /** Call `body` once, when somebody subscribes to one of these channels, which nobody has subscribed to. */
  notice(channels: readonly Channel[], body: () => void): void;
  /** The number of this thread. */
  readonly thread: number;
  /** Writes a line at once for those who want to read one for each run and call; undefined where nobody does. */
  readonly line: ((text: string) => void) | undefined;
  /** Whoever blocks for longer than this, in milliseconds, is to say so; undefined for nobody. */
  readonly slow: number | undefined;
  /** Write text to stderr at once, though this thread blocks. */
  write(text: string): void;
}

/** SIGINT, as Ctrl-C sends it, while this thread blocks. */
export interface Interrupts {
  /** Call `wait`, which does nothing but wait, and end it when the signal comes. Takes 0.1 ms. @returns whether it came. */
  until(wait: () => void): boolean;
  /**
   * This thread, which was interrupted, blocks no longer. Those who listen to the signal are told of it when the event loop turns; if
   * nobody catches `error`, the process ends as by the signal.
   */
  over(error: Error): void;
  /** End the process by the signal, now. */
  end(): void;
}

/** The caller's end of a thread. */
export interface ThreadEnd {
  /** The number of the thread, as other tools know it. */
  readonly id: number;
  /**
   * Queue a message; it is copied before this returns. `standing`: the thread's event loop does not turn before it has it.
   * @returns false when the thread is known to be gone. @throws what structured clone throws.
   */
  post(message: unknown, transfer: readonly unknown[], standing: boolean): boolean;
  /** The next message that has arrived, without waiting; undefined when there is none. */
  receive(): { readonly message: unknown } | undefined;
  /**
   * Tell `listener`, while this thread does not block, that a message has arrived, which `receive` then gives, or that the thread
   * is gone; undefined ends it. `holds`: keeps the process alive meanwhile.
   */
  onMessage(listener: (() => void) | undefined, holds: boolean): void;
  /** True once the event loop of this thread has been told that the thread is gone. */
  readonly gone: boolean;
  /** False once the thread is gone, asked now. Messages that it had sent can still be received. */
  isAlive(): boolean;
  /** End the thread now, whatever it does. Blocks until it is gone, if that takes no longer than some milliseconds. */
  terminate(): void;
}

/** The thread's own end. */
export interface CallerEnd {
  post(message: unknown, transfer: readonly unknown[]): void;
  receive(): { readonly message: unknown } | undefined;
  /** Called for every message that arrives while the thread's event loop turns. */
  onMessage(listener: (message: unknown) => void): void;
  /** Whether waiting for the caller keeps the thread's event loop from being empty. */
  keepOpen(open: boolean): void;
}

/** Events that end or disturb the thread. */
interface ThreadEvents {
  /** The event loop ran empty, as far as keepOpen(false) lets it. */
  idle(): void;
  /** An error that nobody caught. */
  uncaught(error: unknown): void;
  /** A promise was rejected that nobody has handled. */
  rejected(error: unknown): void;
  /** The thread ends now. Nothing asynchronous happens after this. */
  exit(code: number): void;
}

/** Tests that hold for values of every realm. */
export interface Kinds {
  isMap(value: object): value is Map<unknown, unknown>;
  isSet(value: object): value is Set<unknown>;
  isDate(value: object): boolean;
  isRegExp(value: object): boolean;
  isBoxed(value: object): boolean;
  isNativeError(value: object): value is Error;
  isProxy(value: object): boolean;
  isArrayBuffer(value: object): value is ArrayBuffer;
  isSharedArrayBuffer(value: object): boolean;
  isPromise(value: object): boolean;
}

/** A class of the runtime whose instances are copied with their class. */
export interface DataClass {
  readonly name: string;
  readonly prototype: object;
  /** Own symbol keys of its instances, which are other symbols in every thread, by description. */
  readonly symbols: readonly symbol[];
}

/** The runtime as both sides use it. */
export interface Runtime {
  readonly kinds: Kinds;
  /** Whether an array or a view has no properties besides its items, hidden ones of an array included. Takes the same time for any length. */
  hasOnlyIndices(value: object & { readonly length?: number | undefined }): boolean;
  /** Whether messages keep a Date, a Map, a Set and every typed array as structured clone does. */
  readonly keepsBuiltIns: boolean;
  /** Its classes whose instances are copied with their class, found out when first asked for. */
  dataClasses(): readonly DataClass[];
  /** Milliseconds of a clock that never goes back, and that nobody has put another in the place of. */
  now(): number;
  /** The Buffer class, where there is one. */
  readonly buffer: BufferClass | undefined;
  /** Why an object that structured clone would keep cannot be sent from here; undefined when it can. */
  refuses(value: object): string | undefined;
}

/** As much of Buffer as the codec needs. */
export interface BufferClass {
  readonly prototype: object;
  from(memory: ArrayBufferLike, offset: number, length: number): Uint8Array;
}

/** The runtime as the caller's side uses it. */
export interface Platform extends Runtime {
  /** Why this thread may not block; undefined when it may. */
  whyNotBlock(): string | undefined;
  /** Why no thread can be called now, by one who blocks or does not; undefined when it can. */
  whyNotCall(blocking: boolean): string | undefined;
  /**
   * Let the garbage collector take things that this job has looked at weakly, though the job goes on; undefined where that cannot be.
   * None of the program's own jobs run meanwhile.
   */
  readonly letGo: (() => void) | undefined;
  /**
   * Call `body` once, after so many milliseconds, or sooner where no timer lasts as long. Keeps the process alive.
   * @returns a function that takes that back.
   */
  after(milliseconds: number, body: () => void): () => void;
  /** Call `body` once, after so many milliseconds, unless the process has ended by then: that does not wait for it. */
  afterwards(milliseconds: number, body: () => void): void;
  /**
   * Call `body` whenever nothing is left that keeps the process alive, if that is told; it may give it something to do.
   * @returns a function that takes that back.
   */
  whenIdle(body: () => void): () => void;
  /** Its async contexts, found out when first asked for; undefined where it has none. */
  contexts(): Contexts | undefined;
  /** Those who may look on, found out when this is called; undefined where nobody can. */
  onlookers(): Onlookers | undefined;
  /** Found out when this is called; undefined where a thread that blocks cannot be interrupted. */
  interrupts(): Interrupts | undefined;
  /** Prepare the start of threads; undefined where there is nothing to prepare. */
  readonly init: (() => Promise<void>) | undefined;
  /** Whether spinning before sleeping is of use: not where there is one processor. */
  readonly spins: boolean;
  startThread(boot: Boot, options: ThreadOptions): ThreadEnd;
  /** Print a process warning once the thread no longer blocks, and at the latest at its end. */
  warn(message: string): void;
  /**
   * Call `body`, and tell the frames of the first error that is thrown there, innermost first, before anybody catches it; tell nothing
   * where that cannot be known.
   */
  watchThrow(body: () => void, tell: (frames: readonly string[]) => void): void;
  /** Call `body` once this thread no longer blocks, and at the latest at its end. */
  soon(body: () => void): void;
  /** Call `body` when this thread ends well, if that is told; its warnings are printed at once. */
  atEnd(body: () => void): void;
  /** The call by which a thread ends itself, for messages. */
  exitText(code: number): string;
  /** Turn a path that `load` or `from` was given into a URL. */
  toUrl(pathOrUrl: string): string;
}

/** The text of a function of `coroutine()`, as a part of what is compiled. */
export interface InlineText {
  readonly source: string;
  /** So many characters stand before it. */
  readonly behind: number;
  /** The line and the column where it was given to `coroutine()`, from 1, if they are known. */
  readonly calledAt: { readonly line: number; readonly column: number } | undefined;
}

/** The runtime as the thread's side uses it. */
export interface ThreadPlatform extends Runtime {
  readonly boot: Boot;
  readonly end: CallerEnd;
  listen(events: ThreadEvents): void;
  /** Import `specifier` as if by the module at `from`; without it, as if by the main program. */
  import(specifier: string, from: string | undefined): Promise<object>;
  /** Compile source text to a value, as if written in the module at `from`. `names` are its parameters. */
  compile(
    source: string,
    names: readonly string[],
    from: string | undefined,
    inline?: InlineText,
  ): (...values: unknown[]) => unknown;
  /** The text of a source file; "" where it cannot be read. */
  textOf(url: string | undefined): string;
  /** The `require` of the module at `from`, where there is one. */
  requireFrom(from: string | undefined): unknown;
  /** Whether a function gives memory that nobody else has, each time it is called. */
  makesBuffers(made: unknown): boolean;
  /** Let the event loop turn: once, or for some milliseconds. */
  turn(milliseconds?: number): Promise<void>;
  /** Print a process warning, at once. */
  warn(message: string): void;
  /** The last lines written to stderr. */
  lastErrorLines(): readonly string[];
  exit(code: number): never;
}

/** No timer lasts longer, in milliseconds: one that is to fires at once. */
export const longestTimer: number = 2 ** 31 - 1;

/** A type, unless a program has no declarations of it: it is `any` then, and would make `any` of each union that it is in. */
export type Declared<T> = [0] extends [1 & T] ? never : T;

/** Classes of Node that structured clone would lose, and the wire keeps. */
export type NodeClasses =
  | Declared<Buffer>
  // biome-ignore lint/suspicious/noExplicitAny: of numbers or bigints
  | Declared<StatsBase<any>>
  // biome-ignore lint/suspicious/noExplicitAny: of numbers or bigints
  | Declared<StatsFsBase<any>>
  // biome-ignore lint/suspicious/noExplicitAny: of strings or Buffers
  | Declared<Dirent<any>>
  | Declared<NodeUrl>
  | Declared<MessagePort>;
