import type { Runtime } from "../platform/platform.ts";
import type { Border, Path } from "../wire/border.ts";
import { behaviourOf, methodsOf, nameOf, prototypesOf } from "../wire/classes.ts";
import { Exports, type Undo } from "../wire/exports.ts";
import { Imports } from "../wire/imports.ts";
import type { Chain, ClassAbout, HandleNode, Node } from "../wire/nodes.ts";
import { Symbols } from "../wire/symbols.ts";
import { Templates } from "../wire/templates.ts";
import { transfersOf } from "../wire/transfer.ts";
import { Twins } from "../wire/twins.ts";
import { type CallsBack, makeStub } from "./stubs.ts";

/** The surroundings of the call whose arguments are being decoded. */
export interface Surroundings {
  signal(): AbortSignal;
  member(target: number): unknown;
  make(chain: Chain, args: unknown[]): unknown;
}

/** The thread's side: things with behaviour stay and are sent as handles. */
export class ThreadBorder implements Border {
  readonly runtime: Runtime;
  readonly symbols: Symbols = new Symbols(1);
  readonly twins: Twins = new Twins();
  readonly templates: Templates = new Templates();
  /** Names of classes that are copied although they have methods. */
  readonly data: Set<string> = new Set();
  surroundings: Surroundings | undefined;
  /** Things that the caller has handles of, and objects whose functions were sent with a copy. */
  readonly exports: Exports = new Exports();
  /** Functions of the caller's that this side has stubs for, and copies of objects that have such functions. */
  readonly imports: Imports;
  readonly #caller: CallsBack;
  readonly #signals = new Map<number, AbortController>();
  readonly #classes = new WeakMap<object, number>();
  /** Methods of the classes that the caller has been told of. */
  readonly #methods = new Map<number, readonly string[]>();
  readonly #gone: FinalizationRegistry<number> = new FinalizationRegistry((number) => {
    if (this.#methods.delete(number)) this.#caller.classless(number);
  });
  #nextClass = 1;
  #copiesAll = false;

  constructor(runtime: Runtime, caller: CallsBack) {
    this.runtime = runtime;
    this.#caller = caller;
    this.imports = new Imports((number, arrivals) => caller.release(number, arrivals));
  }

  standFor(value: object): Node | undefined {
    const callback = typeof value === "function" ? this.imports.numberOf(value) : undefined;
    return callback === undefined ? undefined : { kind: "yours", id: callback };
  }

  refer(value: object, _path: Path, undo: Undo[]): HandleNode {
    const is = this.#kindOf(value);
    const id = this.exports.add(value, undefined, undo);
    const named = typeof value === "function" ? { name: functionName(value) } : {};
    const prototype = is === "promise" ? null : prototypeOf(value);
    if (prototype === null) return { kind: "handle", id, is, class: 0, ...named };
    const number = this.classNumber(prototype);
    let methods = this.#methods.get(number);
    let about: ClassAbout | undefined;
    if (methods === undefined) {
      methods = is === "object" && behaviourOf(prototype).any ? methodsOf(prototype) : [];
      this.#methods.set(number, methods);
      undo.push(() => this.#methods.delete(number));
      about = { name: nameOf(prototype) || tagOf(value), methods, chain: this.classesOf(value) };
    }
    const own = methods.filter((key) => Object.hasOwn(value, key));
    return {
      kind: "handle",
      id,
      is,
      class: number,
      ...named,
      ...(about !== undefined && { about }),
      ...(own.length > 0 && { own }),
    };
  }

  /** A message is not decoded, so that nothing of it arrives: the functions and objects of the caller's in it are released. */
  discard(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.kind === "callback") this.#caller.release(node.id, 1);
      else if (node.kind === "object" && node.owner !== undefined) this.#caller.release(node.owner, 1);
    }
  }

  /** The thing that the caller has a handle of. */
  thing(id: number): object {
    const known = this.exports.get(id);
    if (known === undefined) throw new ReferenceError(`Cannot use the handle: thing ${id} has been released`);
    return known.thing;
  }

  /** A class is known by its prototype: instances show that, whatever they say of their constructor. */
  classNumber(prototype: object): number {
    let number = this.#classes.get(prototype);
    if (number === undefined) {
      number = this.#nextClass++;
      this.#classes.set(prototype, number);
      this.#gone.register(prototype, number);
    }
    return number;
  }

  /** Keep an object that can be iterated over. */
  staysWhole(value: object): boolean {
    return typeof (value as { readonly [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === "function";
  }

  /** Encode in `body` whatever has enumerable properties of its own as a copy. */
  copying(body: () => void): void {
    this.#copiesAll = true;
    try {
      body();
    } finally {
      this.#copiesAll = false;
    }
  }

  copiesData(value: object): boolean {
    return this.#copiesAll && Object.keys(value).length > 0;
  }

  copies(prototype: object): boolean {
    if (this.data.size === 0) return false;
    return [prototype, ...prototypesOf(prototype)].some((above) => this.data.has(nameOf(above)));
  }

  classesOf(value: object): readonly number[] {
    return Array.from(prototypesOf(value), (prototype) => this.classNumber(prototype));
  }

  resolve(node: Parameters<Border["resolve"]>[0]): unknown {
    switch (node.kind) {
      case "yours":
        return node.key === undefined ? this.thing(node.id) : Reflect.get(this.thing(node.id), node.key);
      case "callback":
        return this.imports.arrive(node.id, () => makeStub(node, this.#caller, this.imports));
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

  make(chain: Chain, args: unknown[]): unknown {
    return this.#inCall("a call that has not run").make(chain, args);
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

  /** Abort the signal that stands for one of the caller's. */
  fire(id: number, reason: unknown): void {
    this.#signalOf(id).abort(reason);
  }

  /** Forget a signal of the caller's that is gone. */
  drop(id: number): void {
    this.#signals.delete(id);
  }

  owner(value: object, undo: Undo[]): number {
    return this.exports.add(value, undefined, undo);
  }

  adopt(copy: object, owner: number): void {
    this.imports.adopt(copy, owner);
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

function prototypeOf(value: object): object | null {
  try {
    return Object.getPrototypeOf(value);
  } catch {
    return null; // A Proxy that will not say.
  }
}

function functionName(value: object): string {
  try {
    const name: unknown = Object.getOwnPropertyDescriptor(value, "name")?.value;
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}

/** The name of a thing without a class: "Generator". */
function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}
