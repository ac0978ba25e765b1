import type { Runtime } from "../platform/platform.ts";
import type { Border, Path } from "./border.ts";
import { nameOf, prototypesOf } from "./classes.ts";
import type { Stubs } from "./stubs.ts";
import { Symbols } from "./symbols.ts";
import type { HandleNode, Node } from "./table.ts";
import type { Things } from "./things.ts";
import { transfersOf } from "./transfer.ts";
import { Twins } from "./twins.ts";

/** What a signal or a member of an argument stands for, while it is being decoded. */
export interface Surroundings {
  signal(): AbortSignal;
  member(target: number): unknown;
}

/** The thread's side: whatever has behaviour stays and is sent as a handle. */
export class ThreadBorder implements Border {
  readonly runtime: Runtime;
  readonly symbols: Symbols = new Symbols(1);
  readonly twins: Twins = new Twins();
  /** Names of classes that are copied although they have methods. */
  readonly data: Set<string> = new Set();
  surroundings: Surroundings | undefined;
  readonly #things: Things;
  readonly #stubs: Stubs;
  readonly #signals = new Map<number, AbortController>();

  constructor(runtime: Runtime, things: Things, stubs: Stubs) {
    this.runtime = runtime;
    this.#things = things;
    this.#stubs = stubs;
  }

  standFor(value: object): Node | undefined {
    const callback = typeof value === "function" ? this.#stubs.idOf(value) : undefined;
    return callback === undefined ? undefined : { kind: "yours", id: callback };
  }

  refer(value: object, _path: Path): Node {
    return this.#things.node(value, this.#kindOf(value));
  }

  copies(prototype: object): boolean {
    if (this.data.size === 0) return false;
    return [prototype, ...prototypesOf(prototype)].some((above) => this.data.has(nameOf(above)));
  }

  classesOf(error: object): readonly number[] {
    return this.#things.chain(error);
  }

  resolve(node: Parameters<Border["resolve"]>[0]): unknown {
    switch (node.kind) {
      case "yours":
        if (node.key === undefined) return this.#things.value(node.id);
        return Reflect.get(this.#things.value(node.id), node.key);
      case "callback":
        return this.#stubs.stub(node);
      case "abort":
        return this.#signalOf(node.id).signal;
      case "signal":
        return this.#inCall("signal").signal();
      case "member":
        return this.#inCall("a name of a module").member(node.target);
      case "handle":
        throw new TypeError("Cannot read the request: a handle came from the caller; please report this");
      default:
        return node satisfies never;
    }
  }

  #inCall(what: string): Surroundings {
    if (this.surroundings !== undefined) return this.surroundings;
    throw new TypeError(`Cannot send ${what} as the result of a callback: pass it as an argument of a call`);
  }

  #signalOf(id: number): AbortController {
    let controller = this.#signals.get(id);
    if (controller === undefined) {
      controller = new AbortController();
      this.#signals.set(id, controller);
    }
    return controller;
  }

  /** A signal of the caller's has been aborted. */
  fire(id: number, reason: unknown): void {
    this.#signalOf(id).abort(reason);
  }

  /** A signal of the caller's is gone. */
  drop(id: number): void {
    this.#signals.delete(id);
  }

  owner(value: object): number {
    return this.#things.idOf(value);
  }

  adopt(copy: object, owner: number): void {
    this.#stubs.adopt(copy, owner);
  }

  errorPrototype(): object | undefined {
    return undefined;
  }

  revived(): void {}

  transfers(value: object): readonly unknown[] | undefined {
    return transfersOf(value);
  }

  #kindOf(value: object): HandleNode["is"] {
    if (typeof value === "function")
      return /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
    return this.runtime.kinds.isPromise(value) ? "promise" : "object";
  }
}
