import type { Runtime } from "../platform/platform.ts";
import type { Border, Path } from "./border.ts";
import { classNames } from "./border.ts";
import type { Stubs } from "./stubs.ts";
import { Symbols } from "./symbols.ts";
import type { HandleNode, Node } from "./table.ts";
import type { Things } from "./things.ts";
import { transfersOf } from "./transfer.ts";

/** What a signal or a member of an argument stands for, while it is being decoded. */
export interface Surroundings {
  signal(): AbortSignal;
  member(target: number): unknown;
}

/** The thread's side: whatever has behaviour stays and is sent as a handle. */
export class ThreadBorder implements Border {
  readonly runtime: Runtime;
  readonly symbols: Symbols = new Symbols(1);
  /** Names of classes that are copied although they have methods. */
  readonly data: Set<string> = new Set();
  surroundings: Surroundings | undefined;
  readonly #things: Things;
  readonly #stubs: Stubs;

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
    return this.data.size > 0 && classNames(Object.create(prototype)).some((name) => this.data.has(name));
  }

  classesOf(error: object): readonly number[] {
    return this.#things.chain(error);
  }

  resolve(node: Parameters<Border["resolve"]>[0]): unknown {
    switch (node.kind) {
      case "yours":
        return this.#things.value(node.id);
      case "callback":
        return this.#stubs.stub(node.id, node.generator, node.name);
      case "signal":
        return this.surroundings?.signal();
      case "member":
        return this.surroundings?.member(node.target);
      case "handle":
        throw new TypeError("Cannot read the request: a handle came from the caller; please report this");
      default:
        return node satisfies never;
    }
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
