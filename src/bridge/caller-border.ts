import { LoopClosedError, LoopError } from "../errors.ts";
import { isCoroutine } from "../kernel/coroutine.ts";
import type { ErrorClass } from "../kernel/error-matcher.ts";
import { runningLoopOrNone } from "../kernel/loop.ts";
import type { Runtime } from "../platform/platform.ts";
import { type Border, cannotSend, type Path } from "./border.ts";
import { BridgeHost } from "./bridge-host.ts";
import { isAsyncFunction, isGeneratorFunction } from "./callbacks.ts";
import { nameOf } from "./classes.ts";
import { encode } from "./encode.ts";
import { handleLabel, standOf } from "./known.ts";
import { localPrototype } from "./matcher.ts";
import { Signals } from "./signals.ts";
import { Symbols } from "./symbols.ts";
import type { Node } from "./table.ts";
import type { Thread } from "./thread.ts";
import { transfersOf } from "./transfer.ts";
import { Twins } from "./twins.ts";

/** Where an error came from, for `instanceof` with classes of the thread. */
export interface Origin {
  readonly thread: Thread;
  readonly classes: readonly number[];
  readonly names: readonly string[];
}

const origins = new WeakMap<object, Origin>();

export function originOf(error: object): Origin | undefined {
  return origins.get(error);
}

/** The caller's side: functions become callbacks, handles go back as what they stand for, nothing else may stay. */
export class CallerBorder implements Border {
  readonly runtime: Runtime;
  readonly symbols: Symbols = new Symbols(0);
  readonly twins: Twins = new Twins();
  /** Local classes for errors of the reply that is being decoded. */
  errors: readonly ErrorClass[] = [];
  readonly #thread: Thread;
  readonly #signals: Signals;

  constructor(thread: Thread, runtime: Runtime) {
    this.#thread = thread;
    this.runtime = runtime;
    this.#signals = new Signals(
      (signal, reason) => thread.tell({ kind: "fire", signal, ...encode(reason, this, "reason") }),
      (signal) => thread.tell({ kind: "drop", signal }),
    );
  }

  standFor(value: object): Node | undefined {
    const stand = standOf(value);
    if (stand === undefined) return undefined;
    if (stand.kind === "signal") return { kind: "signal" };
    if (stand.kind === "member") return { kind: "member", target: this.#thread.targetOf(stand) };
    const handle = stand.kind === "method" ? stand.of : stand;
    if (handle.released) throw new LoopError(`Cannot send ${handleLabel(handle)}: it has been released`);
    if (handle.thread !== this.#thread) {
      handle.thread.requireAlive("send it");
      throw new LoopError(`Cannot send ${handleLabel(handle)}: it lives in another thread than the one that is called`);
    }
    return { kind: "yours", id: handle.id, ...(stand.kind === "method" && { key: stand.key }) };
  }

  refer(value: object, path: Path): Node {
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
      const id = this.#thread.callbacks.idOf({
        function: value as () => unknown,
        generator,
        loop: runningLoopOrNone(),
      });
      const { name, length } = value as { readonly name?: unknown; readonly length?: unknown };
      return { kind: "callback", id, generator, name: String(name ?? ""), length: Number(length ?? 0) };
    }
    if (this.runtime.kinds.isProxy(value)) throw cannotSend(path, "a Proxy cannot cross; pass plain data");
    if (this.runtime.kinds.isPromise(value))
      throw cannotSend(path, "a Promise cannot settle while this thread blocks; pass its value");
    const name = nameOf(Object.getPrototypeOf(value)) || Object.prototype.toString.call(value).slice(8, -1);
    if (value instanceof AbortSignal) {
      if (!this.#blocks()) return this.#signals.node(value);
      throw new TypeError(
        `Cannot send ${path}: an AbortSignal cannot fire while this thread blocks; pass \`signal\` of miniasync and cancel the coroutine, or set a timeout`,
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

  /** Whether this thread blocks while the call lasts. */
  #blocks(): boolean {
    const host = runningLoopOrNone()?.host;
    return !(host instanceof BridgeHost) || host.blocks;
  }

  owner(value: object): number {
    return this.#thread.callbacks.ownerId(value);
  }

  adopt(copy: object, owner: number): void {
    this.#thread.handles.adopt(copy, owner);
  }

  copies(): boolean {
    return false;
  }

  classesOf(): readonly number[] {
    return [];
  }

  resolve(node: Parameters<Border["resolve"]>[0]): unknown {
    switch (node.kind) {
      case "handle":
        return this.#thread.handles.arrive(node);
      case "yours":
        return this.#thread.callbacks.get(node.id)?.function;
      default:
        throw new LoopClosedError(`Cannot read the reply: a ${node.kind} came from the thread; please report this`);
    }
  }

  errorPrototype(chain: readonly string[]): object | undefined {
    return localPrototype(chain, this.errors);
  }

  revived(error: Error, classes: readonly number[], names: readonly string[]): void {
    origins.set(error, { thread: this.#thread, classes, names });
  }

  transfers(value: object): readonly unknown[] | undefined {
    return transfersOf(value);
  }
}
