import { LoopClosedError, LoopError } from "../errors.ts";
import { isCoroutine } from "../kernel/coroutine.ts";
import type { ErrorClass } from "../kernel/error-matcher.ts";
import { runningLoopOrNone } from "../kernel/loop.ts";
import type { Platform, Runtime } from "../platform/platform.ts";
import { atUser } from "../users-line.ts";
import { type Border, cannotSend, type Path, type SlotsOf } from "../wire/border.ts";
import { nameOf } from "../wire/classes.ts";
import { decode } from "../wire/decode.ts";
import { type Encoded, encode, encodeArguments } from "../wire/encode.ts";
import { Exports, type Undo } from "../wire/exports.ts";
import { Imports } from "../wire/imports.ts";
import type { ClassAbout, HandleNode, Node } from "../wire/nodes.ts";
import type { Payload, Request } from "../wire/protocol.ts";
import { Symbols } from "../wire/symbols.ts";
import { Templates } from "../wire/templates.ts";
import { transfersOf } from "../wire/transfer.ts";
import { Twins } from "../wire/twins.ts";
import { isAsyncFunction, isGeneratorFunction } from "./callbacks.ts";
import { Calls, type Home } from "./calls.ts";
import { chainOf } from "./chain.ts";
import type { Callback } from "./liveness.ts";
import { RemoteCall } from "./remote-call.ts";
import { isRequest, requestNode } from "./request-node.ts";
import { type HandleState, handleLabel, standOf, standsFor } from "./stand-ins.ts";

/** The thread and the classes of an error that came from there, for `instanceof` with classes of the thread. */
export interface Origin {
  readonly thread: Home;
  readonly classes: readonly number[];
  readonly names: readonly string[];
}

/** A call that has waited for a thread: its loop, and its async context. */
export interface Behalf {
  readonly calls: Calls;
  readonly context: object | undefined;
}

const origins = new WeakMap<object, Origin>();

export function originOf(error: object): Origin | undefined {
  return origins.get(error);
}

const unknownClass: ClassAbout = { name: "", methods: [], chain: [] };

/** Errors that tell of a handle of another thread than the one that is called, and the thread that it lives in. */
const homes = new WeakMap<object, Home>();

/** The thread of the handle for whose sake something could not be sent elsewhere. */
export function livesIn(error: unknown): Home | undefined {
  return typeof error === "object" && error !== null ? homes.get(error) : undefined;
}

/** The caller's side: functions become callbacks, handles go back as what they stand for, nothing else may stay. */
export class CallerBorder implements Border {
  readonly runtime: Runtime & Pick<Platform, "letGo">;
  readonly symbols: Symbols = new Symbols(0);
  readonly twins: Twins = new Twins();
  readonly templates: Templates = new Templates();
  /** Functions that the thread has been given, and objects whose functions were sent with a copy. */
  readonly exports: Exports<Callback | undefined> = new Exports();
  /** Things of the thread that this side has. */
  readonly imports: Imports;
  readonly #home: Home;
  readonly #makeHandle: (state: HandleState) => object;
  readonly #classes = new Map<number, ClassAbout>();
  readonly #signals: Signals;
  /** Local classes for errors of the reply that is being decoded. */
  #errors: readonly ErrorClass[] = [];
  /** Whose arguments are being encoded, if not those of the coroutine that runs. */
  #behalf: Behalf | undefined;

  constructor(
    home: Home,
    runtime: Runtime & Pick<Platform, "letGo">,
    makeHandle: (state: HandleState) => object,
    tell: (message: Request) => void,
  ) {
    this.#home = home;
    this.runtime = runtime;
    this.#makeHandle = makeHandle;
    this.imports = new Imports((number, arrivals) => home.outbox.release(number, arrivals), runtime.letGo);
    this.#signals = new Signals(
      (signal, reason) => {
        const { value, nodes } = this.#encodeReason(reason);
        tell({ kind: "fire", signal, value, nodes });
      },
      (signal) => tell({ kind: "drop", signal }),
    );
  }

  /** Encode the reason of an abort, or the error that stands in its way: a signal fires in any case. */
  #encodeReason(reason: unknown): Payload {
    try {
      return encode(reason, this, "reason");
    } catch (error) {
      return encode(error, this, "error");
    }
  }

  /** Encode the arguments of a call that has waited: what runs at this moment has nothing to do with it. */
  encodeFor(behalf: Behalf, args: readonly unknown[]): Encoded {
    this.#behalf = behalf;
    try {
      return encodeArguments(args, this);
    } finally {
      this.#behalf = undefined;
    }
  }

  /** Decode the value of a reply. Errors in it may become instances of `errors`. */
  decode(payload: Payload, errors: readonly ErrorClass[]): unknown {
    const before = this.#errors;
    this.#errors = errors;
    try {
      return decode(payload, this);
    } finally {
      this.#errors = before;
    }
  }

  standFor(value: object): Node | undefined {
    const stand = standOf(value);
    if (stand === undefined) return undefined;
    if (stand.kind === "signal") return { kind: "signal" };
    if (stand.kind === "member") return { kind: "member", target: this.#home.outbox.targetOf(stand) };
    const handle = stand.kind === "method" ? stand.of : stand;
    if (handle.released) throw atUser(new LoopError(`Cannot send ${handleLabel(handle)}: it has been released`));
    if (handle.thread !== this.#home) {
      handle.thread.liveness.requireAlive("send it");
      const error = atUser(
        new LoopError(`Cannot send ${handleLabel(handle)}: it lives in another thread than the one that is called`),
      );
      homes.set(error, handle.thread);
      throw error;
    }
    return { kind: "yours", id: handle.id, ...(stand.kind === "method" && { key: stand.key }) };
  }

  refer(value: object, path: Path, undo: Undo[], composes: SlotsOf | undefined): Node {
    if (composes !== undefined && value instanceof RemoteCall) {
      const args = value.callArgs ?? [];
      return { kind: "made", chain: chainOf(value, value, this.#home), args: composes(args, path) };
    }
    if (typeof value === "function") {
      if (/^class\b/.test(Function.prototype.toString.call(value)))
        throw cannotSend(path, "a class cannot make its instances in the thread; pass a class of a loaded module");
      if (isAsyncFunction(value)) {
        throw cannotSend(
          path,
          "an async function cannot run here while this thread blocks; write a generator function (function*) instead",
        );
      }
      const generator = isGeneratorFunction(value);
      const loop = this.#behalf?.calls.loop ?? runningLoopOrNone();
      const context = this.#behalf === undefined ? loop?.capture() : this.#behalf.context;
      const id = this.exports.add(value, { generator, loop, context }, undo);
      const { name, length } = value as { readonly name?: unknown; readonly length?: unknown };
      return { kind: "callback", id, generator, name: String(name ?? ""), length: Number(length ?? 0) };
    }
    if (this.runtime.kinds.isProxy(value)) throw cannotSend(path, "a Proxy cannot cross; pass plain data");
    if (this.runtime.kinds.isPromise(value))
      throw cannotSend(path, "a Promise cannot settle while this thread blocks; pass its value");
    if (isRequest(value)) return requestNode(value, path);
    const name = nameOf(Object.getPrototypeOf(value)) || Object.prototype.toString.call(value).slice(8, -1);
    if (value instanceof AbortSignal) {
      if ((this.#behalf?.calls ?? Calls.running())?.blocks === false) return this.#signals.node(value);
      throw atUser(
        new TypeError(
          `Cannot send ${path}: an AbortSignal cannot fire while this thread blocks; pass \`signal\` of miniasync and cancel the coroutine, or set a timeout`,
        ),
      );
    }
    if (isCoroutine(value)) {
      throw cannotSend(path, "that is a coroutine which has not run; write yield* before it, and pass its result");
    }
    throw cannotSend(
      path,
      `an instance of ${name} has methods, which cannot cross; pass plain data, or make it in the thread`,
    );
  }

  owner(value: object, undo: Undo[]): number {
    return this.exports.add(value, undefined, undo);
  }

  adopt(copy: object, owner: number): void {
    this.imports.adopt(copy, owner);
  }

  staysWhole(): boolean {
    return false;
  }

  copies(): boolean {
    return false;
  }

  copiesData(): boolean {
    return false;
  }

  classesOf(): readonly number[] {
    return [];
  }

  make(): never {
    throw new LoopClosedError("Cannot read the reply: a call came from the thread; please report this");
  }

  resolve(node: Parameters<Border["resolve"]>[0]): unknown {
    switch (node.kind) {
      case "handle":
        return this.#handle(node);
      case "yours":
        return this.exports.get(node.id)?.thing;
      default:
        throw atUser(
          new LoopClosedError(`Cannot read the reply: a ${node.kind} came from the thread; please report this`),
        );
    }
  }

  #handle(node: HandleNode): object {
    if (node.about !== undefined) this.#classes.set(node.class, node.about);
    return this.imports.arrive(node.id, () => {
      const state: HandleState = {
        kind: "handle",
        thread: this.#home,
        id: node.id,
        is: node.is,
        name: node.name ?? "",
        class: node.class,
        about: this.#classes.get(node.class) ?? unknownClass,
        own: node.own ?? [],
        released: false,
      };
      return standsFor(this.#makeHandle(state), state);
    });
  }

  /** Forget a class that the thread has no more. */
  forgetClass(number: number): void {
    this.#classes.delete(number);
  }

  errorPrototype(chain: readonly string[]): object | undefined {
    for (const name of chain) {
      const found = this.#errors.find((known) => known.name === name);
      if (found !== undefined) return found.prototype as object;
    }
    return undefined;
  }

  revived(error: Error, classes: readonly number[], names: readonly string[]): void {
    origins.set(error, { thread: this.#home, classes, names });
  }

  transfers(value: object): readonly unknown[] | undefined {
    return transfersOf(value);
  }
}

/** The caller's AbortSignals that a thread has been told of. Only where the caller's own events go on can they fire. */
class Signals {
  readonly #fire: (id: number, reason: unknown) => void;
  readonly #ids = new WeakMap<AbortSignal, number>();
  readonly #collected: FinalizationRegistry<number>;
  #next = 1;

  /** `fire` is called when one is aborted, `drop` when one is gone and never will be. */
  constructor(fire: (id: number, reason: unknown) => void, drop: (id: number) => void) {
    this.#fire = fire;
    this.#collected = new FinalizationRegistry(drop);
  }

  /** The node of a signal. A signal that has been aborted is told of before. */
  node(signal: AbortSignal): Extract<Node, { kind: "abort" }> {
    let id = this.#ids.get(signal);
    if (id === undefined) {
      id = this.#next++;
      this.#ids.set(signal, id);
      this.#listen(signal, id);
    }
    return { kind: "abort", id };
  }

  #listen(signal: AbortSignal, id: number): void {
    if (signal.aborted) {
      this.#fire(id, signal.reason);
      return;
    }
    this.#collected.register(signal, id);
    signal.addEventListener(
      "abort",
      ({ target }) => {
        this.#fire(id, (target as AbortSignal).reason);
      },
      { once: true },
    );
  }
}
