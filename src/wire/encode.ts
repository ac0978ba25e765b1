import { textOf } from "../errors.ts";
import { type Border, cannotSend, Path, type SlotsOf } from "./border.ts";
import { accessorsOf, behaviourOf, isDomException, isObjectPrototype, nameOf, prototypesOf } from "./classes.ts";
import { errorNode, type Parts } from "./error-node.ts";
import type { Undo } from "./exports.ts";
import { languageClasses } from "./language-classes.ts";
import type { Node, Own, Slot } from "./nodes.ts";
import type { Payload } from "./protocol.ts";
import { wellKnownName } from "./symbols.ts";
import { isTemplate } from "./templates.ts";
import { isDetached } from "./transfer.ts";

/** A payload, ready to be sent. */
export interface Encoded extends Payload {
  /** Memory and ports that are moved with it. */
  readonly transfer: readonly unknown[];
  /** Take back the registrations of this encoding: all are called when it is not sent after all. */
  readonly undo: readonly Undo[];
}

const nothing: readonly never[] = [];

/** Take back the registrations of an encoding whose message was not sent. */
export function takeBack(undo: readonly Undo[]): void {
  for (const each of undo) each();
}

/** Make a value ready to be sent. `name` is what error messages call it. @throws CloneError for what cannot cross. */
export function encode(value: unknown, border: Border, name: string): Encoded {
  if (isPlain(value, border)) return { value, transfer: nothing, undo: nothing };
  return encodeTable(value, border, name);
}

/** Make arguments ready to be sent: an array that nobody else has, without holes or properties of its own. */
export function encodeArguments(args: readonly unknown[], border: Border): Encoded {
  if (!arePlain(args, border)) return encodeTable(args, border, "args");
  return { value: args, transfer: nothing, undo: nothing };
}

/** Whether structured clone keeps all of these arguments. */
export function arePlain(args: readonly unknown[], border: Border): boolean {
  for (let index = 0; index < args.length; index++) if (!isPlain(args[index], border)) return false;
  return true;
}

/** Like `encode`, by table in any case: for a value that structured clone has refused. */
export function encodeTable(value: unknown, border: Border, name: string): Encoded {
  const table = new TableEncoder(border);
  try {
    const root = table.slot(value, new Path(undefined, name));
    table.encodeAll();
    return { value: root, nodes: table.nodes, transfer: [...table.moved], undo: table.undo };
  } catch (error) {
    takeBack(table.undo);
    throw error;
  }
}

function isPlain(value: unknown, border: Border): boolean {
  if (typeof value !== "object" || value === null) return isPrimitive(value);
  try {
    return new PlainScan(border).isPlain(value, 0);
  } catch {
    return false; // Reading a part throws. By table there is a path to say which.
  }
}

/** One thing in the table, waiting for its turn. */
interface Entry {
  readonly value: object | symbol;
  readonly path: Path;
}

/** Breadth first and without recursion, so that no depth is too deep. Everything is read once. */
class TableEncoder implements Parts {
  readonly nodes: Node[] = [];
  readonly moved: Set<unknown> = new Set();
  readonly undo: Undo[] = [];
  readonly border: Border;
  readonly #entries: Entry[] = [];
  readonly #index = new Map<object | symbol, number>();
  /** Views that show a part of their memory, by the index of their nodes, and how many things in the table are of one memory. */
  readonly #windows = new Map<number, ArrayBufferView>();
  readonly #users = new Map<unknown, number>();
  /** Values of tagged templates. */
  readonly #composed = new Set<unknown>();

  constructor(border: Border) {
    this.border = border;
  }

  slot(value: unknown, path: Path): Slot {
    if (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol") return value as Slot;
    if (value === null) return null;
    let index = this.#index.get(value);
    if (index === undefined) {
      index = this.#entries.length;
      this.#index.set(value, index);
      this.#entries.push({ value, path });
    }
    return [index];
  }

  encodeAll(): void {
    for (let i = 0; i < this.#entries.length; i++) {
      const { value, path } = this.#entries[i] as Entry;
      this.nodes.push(typeof value === "symbol" ? this.#symbol(value) : this.#nodeOrNone(value, path));
    }
    for (const [index, view] of this.#windows) {
      // Those that share memory here do so there, and what is moved is moved as it is.
      if (this.#users.get(view.buffer) === 1 && !this.moved.has(view.buffer))
        this.nodes[index] = { ...(this.nodes[index] as Extract<Node, { kind: "clone" }>), value: windowAlone(view) };
    }
  }

  #nodeOrNone(value: object, path: Path): Node {
    try {
      const node = this.#node(value, path);
      const why = node.kind === "clone" || node.kind === "file" ? this.border.runtime.refuses(value) : undefined;
      if (why !== undefined) throw cannotSend(path, why);
      return node;
    } catch (error) {
      if (path.optional) return { kind: "none" };
      throw error;
    }
  }

  #symbol(symbol: symbol): Node {
    const known = wellKnownName(symbol);
    const key = known === undefined ? Symbol.keyFor(symbol) : undefined;
    if (key !== undefined) return { kind: "symbol", id: undefined, text: key };
    const id = this.border.symbols.idOf(symbol);
    const { description } = symbol;
    return known === undefined
      ? { kind: "symbol", id, text: description }
      : { kind: "well-known", id, text: known, description };
  }

  #node(value: object, path: Path): Node {
    const border = this.border;
    const { kinds } = border.runtime;
    const known = border.standFor(value);
    if (known !== undefined) return known;
    if (typeof value === "function") {
      if (value === (border.runtime.buffer as unknown)) return { kind: "class", name: "Buffer" };
      const language = Object.entries(languageClasses).find(([, each]) => each === value);
      if (language !== undefined) return { kind: "class", name: language[0] };
    }
    if (typeof value === "function" || kinds.isProxy(value) || kinds.isPromise(value)) {
      const node = border.refer(value, path, this.undo);
      const extra = node.kind === "callback" ? this.#extra(value, path, undefined) : undefined;
      return extra === undefined ? node : ({ ...node, extra } as Node);
    }
    for (const item of border.transfers(value) ?? nothing) this.moved.add(item);
    if (this.moved.has(value)) return { kind: "clone", value };
    const prototype: object | null = Object.getPrototypeOf(value);
    if (prototype === null) return this.#object(value, true, path);
    if (isObjectPrototype(prototype)) {
      return border.staysWhole(value) ? border.refer(value, path, this.undo) : this.#plain(value, path);
    }
    if (kinds.isNativeError(value) || isDomException(value)) return errorNode(value as Error, path, this);
    if (Array.isArray(value))
      return this.#addsMethods(prototype) && !border.copiesData(value)
        ? border.refer(value, path, this.undo)
        : this.#array(value, path);
    const language = this.#ofLanguage(value, prototype, path);
    if (language !== undefined && this.#addsMethods(prototype)) return border.refer(value, path, this.undo);
    if (isForm(value, prototype)) return this.#form(value, path);
    const builtIn = language ?? platformObject(value, prototype);
    if (builtIn === undefined) return this.#instance(value, prototype, path);
    // Symbols of platform objects are how the platform keeps its own state.
    const extra = this.#extra(value, path, language === undefined ? undefined : this.symbols(value, path));
    return extra === undefined ? builtIn : ({ ...builtIn, extra } as Node);
  }

  #addsMethods(prototype: object): boolean {
    return behaviourOf(prototype).own && !this.border.copies(prototype) && prototype !== this.#bufferPrototype;
  }

  get #bufferPrototype(): object | undefined {
    return this.border.runtime.buffer?.prototype;
  }

  /** An object of a class of the language. */
  #ofLanguage(value: object, prototype: object, path: Path): Extract<Node, { extra?: unknown }> | undefined {
    const { kinds } = this.border.runtime;
    if (kinds.isMap(value)) return this.#map(value, path);
    if (kinds.isSet(value)) return this.#set(value, path);
    if (kinds.isDate(value)) return { kind: "date", time: Date.prototype.getTime.call(value) };
    if (kinds.isRegExp(value)) {
      const { source, flags, lastIndex } = value as RegExp;
      return { kind: "regexp", source, flags, lastIndex };
    }
    if (prototype === this.#bufferPrototype) return { kind: "buffer", bytes: this.#bytes(value as Uint8Array, path) };
    if (ArrayBuffer.isView(value)) {
      requireAttached(value.buffer, path);
      requireWithin(value, path);
      this.#uses(value.buffer);
      if (kinds.isArrayBuffer(value.buffer) && !isMostOf(value)) this.#windows.set(this.nodes.length, value);
      return { kind: "clone", value };
    }
    if (kinds.isArrayBuffer(value) || kinds.isSharedArrayBuffer(value)) {
      requireAttached(value as ArrayBuffer, path);
      this.#uses(value);
      return { kind: "clone", value };
    }
    if (kinds.isBoxed(value)) {
      // But a boxed symbol, which structured clone refuses.
      if (typeof value.valueOf() !== "symbol") return { kind: "clone", value };
    }
    return undefined;
  }

  #uses(memory: unknown): void {
    this.#users.set(memory, (this.#users.get(memory) ?? 0) + 1);
  }

  /** The bytes alone: a small Buffer is a window on a pool, and structured clone would send all of the pool. */
  #bytes(buffer: Uint8Array, path: Path): Uint8Array {
    requireAttached(buffer.buffer, path);
    const whole = buffer.byteLength === buffer.buffer.byteLength;
    if (whole || this.moved.has(buffer.buffer))
      return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    return new Uint8Array(buffer);
  }

  #plain(value: object, path: Path): Node {
    if (!Object.hasOwn(value, Symbol.toStringTag)) {
      if (Object.prototype.toString.call(value) !== "[object Arguments]") return this.#object(value, false, path);
      return this.#array(Array.prototype.slice.call(value), path);
    }
    // Math, JSON, Intl and the like: all that they have is hidden.
    const hidden = Object.keys(value).length === 0 && Object.getOwnPropertyNames(value).length > 0;
    return hidden ? this.border.refer(value, path, this.undo) : this.#object(value, false, path);
  }

  #instance(value: object, prototype: object, path: Path): Node {
    const border = this.border;
    const data = border.runtime.dataClasses().find((known) => known.prototype === prototype);
    if (data !== undefined) return this.#data(value, data.name, data.symbols, path);
    const keepsToItself =
      behaviourOf(prototype).any || [...prototypesOf(value)].some((above) => behaviourOf(above).native);
    if (!keepsToItself || border.copies(prototype)) return this.#object(value, false, path);
    if (border.copiesData(value)) return this.#object(value, false, path, false);
    return border.refer(value, path, this.undo, this.#composed.has(value) ? this.#slotsOf : undefined);
  }

  readonly #slotsOf: SlotsOf = (args, path) => {
    this.#compose(args);
    return args.map((arg) => this.slot(arg, new Path(path, "(value)")));
  };

  /** If these are the arguments of a tag, calls among the values are made there. */
  #compose(args: readonly unknown[]): void {
    if (args.length > 1 && isTemplate(args[0])) for (const value of args) this.#composed.add(value);
  }

  #data(value: object, name: string, symbols: readonly symbol[], path: Path): Node {
    const keys = Object.keys(value);
    const own = Object.getOwnPropertySymbols(value);
    const values = keys.map((key) => this.#part(value, key, path));
    for (const symbol of symbols) {
      const twin = own.find((candidate) => candidate.description === symbol.description);
      values.push(twin === undefined ? undefined : this.slot((value as Record<symbol, unknown>)[twin], path));
    }
    return { kind: "data", name, keys, values };
  }

  /** Own properties that can be seen, and what accessors of its class show. */
  #object(value: object, bare: boolean, path: Path, withAccessors = true): Node {
    const keys = withAccessors ? [...Object.keys(value), ...accessorsOf(value)] : Object.keys(value);
    let owns = false;
    const values = keys.map((key) => {
      const at = new Path(path, key);
      const part = this.#read(value, key, at);
      if (typeof part === "function" && this.border.standFor(part)?.kind !== "yours") owns = true;
      return this.slot(part, at);
    });
    const symbols = this.symbols(value, path);
    return {
      kind: "object",
      keys,
      values,
      bare,
      ...(symbols === undefined ? {} : { symbols }),
      ...(owns ? { owner: this.border.owner(value, this.undo) } : {}),
    };
  }

  #array(value: readonly unknown[], path: Path): Node {
    if (isTemplate(value))
      return { kind: "template", id: this.border.templates.numberOf(value), strings: [...value], raw: [...value.raw] };
    this.#compose(value);
    const keys = Object.keys(value);
    const dense =
      keys.length === value.length && (value.length === 0 || keys[value.length - 1] === String(value.length - 1));
    const values = keys.map((key, index) => this.#part(value, dense ? index : key, path));
    const symbols = this.symbols(value, path);
    const hidden = dense && this.border.runtime.hasOnlyIndices(value) ? undefined : this.#hidden(value, path);
    return {
      kind: "array",
      length: value.length,
      values,
      ...(!dense && { keys }),
      ...(symbols !== undefined && { symbols }),
      ...(hidden !== undefined && { hidden }),
    };
  }

  /** Properties of an array that are not enumerable, but for its length. */
  #hidden(value: readonly unknown[], path: Path): Own | undefined {
    const keys = Object.getOwnPropertyNames(value).filter(
      (key) => key !== "length" && !Object.prototype.propertyIsEnumerable.call(value, key),
    );
    return keys.length === 0 ? undefined : { keys, values: keys.map((key) => this.#part(value, key, path)) };
  }

  #map(value: Map<unknown, unknown>, path: Path): Extract<Node, { kind: "map" }> {
    const values: Slot[] = [];
    for (const [key, item] of Map.prototype.entries.call(value)) {
      values.push(
        this.slot(key, new Path(path, "(key)")),
        this.slot(item, new Path(path, typeof key === "string" ? key : "(value)")),
      );
    }
    return { kind: "map", values };
  }

  #set(value: Set<unknown>, path: Path): Extract<Node, { kind: "set" }> {
    const values: Slot[] = [];
    for (const item of Set.prototype.values.call(value)) values.push(this.slot(item, new Path(path, "(item)")));
    return { kind: "set", values };
  }

  #form(value: FormData, path: Path): Node {
    const values = [...value.entries()].flatMap(([name, item]) => [name, this.slot(item, new Path(path, name))]);
    return { kind: "form", values };
  }

  /** Properties that somebody has added to an object of a built-in class. */
  #extra(value: object, path: Path, symbols: readonly Slot[] | undefined): Own | undefined {
    if (ArrayBuffer.isView(value) && this.border.runtime.hasOnlyIndices(value)) return undefined;
    const keys = Object.keys(value).filter((key) => !/^\d+$/.test(key));
    if (keys.length === 0 && symbols === undefined) return undefined;
    return { keys, values: keys.map((key) => this.#part(value, key, path)), symbols };
  }

  /** Symbol keys and their values in turn. */
  symbols(value: object, path: Path): readonly Slot[] | undefined {
    const own = Object.getOwnPropertySymbols(value);
    if (own.length === 0) return undefined;
    const visible = own.filter((symbol) => Object.prototype.propertyIsEnumerable.call(value, symbol));
    if (visible.length === 0) return undefined;
    return visible.flatMap((symbol) => {
      const at = new Path(path, String(symbol));
      return [this.slot(symbol, at), this.slot(this.#read(value, symbol, at), at)];
    });
  }

  #part(value: object, key: string | number, path: Path): Slot {
    const at = new Path(path, key);
    return this.slot(this.#read(value, key, at), at);
  }

  #read(value: object, key: string | number | symbol, path: Path): unknown {
    try {
      return (value as Record<string | number | symbol, unknown>)[key];
    } catch (error) {
      if (path.optional) return undefined;
      throw cannotSend(path, `reading it throws ${textOf(error)}`, error);
    }
  }
}

// Taken when this file is loaded: tests put another Date in its place.
const { prototype: datePrototype } = Date;

/** Prototypes of views that structured clone keeps; Buffer is none of them. */
const viewPrototypes: ReadonlySet<unknown> = new Set([
  ...[Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array].map(
    ({ prototype }) => prototype,
  ),
  BigInt64Array.prototype,
  BigUint64Array.prototype,
]);

/** Deeper values go by table: structured clone recurses. */
const deepest = 200;

/** From so many objects on, those that were seen are remembered: an object may be reached by very many ways. */
const manyObjects = 100_000;

/** Whether it is no object, and structured clone takes it. */
export function isPrimitive(value: unknown): boolean {
  return typeof value === "object" ? value === null : typeof value !== "function" && typeof value !== "symbol";
}

/**
 * Whether structured clone would keep all of a value, and so may have it as it is. Reads everything once, and allocates nothing
 * for values of usual size: see bench/alternatives/value-scan.mjs.
 * @internal
 */
export class PlainScan {
  readonly #border: Border;
  #objects = 0;
  #seen: Set<object> | undefined;

  constructor(border: Border) {
    this.#border = border;
  }

  isPlain(value: unknown, depth: number): boolean {
    if (typeof value !== "object" || value === null) return isPrimitive(value);
    if (depth > deepest || this.#border.transfers(value) !== undefined) return false;
    if (++this.#objects > manyObjects) {
      this.#seen ??= new Set();
      if (this.#seen.has(value)) return true;
      this.#seen.add(value);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#isPlainObject(value as Record<string, unknown>, depth + 1);
    if (prototype === Array.prototype) return this.#isPlainArray(value as unknown[], depth + 1);
    const { runtime } = this.#border;
    if (prototype === Uint8Array.prototype) return isMostOf(value as Uint8Array) && runtime.hasOnlyIndices(value);
    return runtime.keepsBuiltIns && this.#isPlainBuiltIn(value, prototype, depth + 1);
  }

  /** Of a class of the language that structured clone keeps, without properties of its own. */
  #isPlainBuiltIn(value: object, prototype: unknown, depth: number): boolean {
    const { hasOnlyIndices, kinds } = this.#border.runtime;
    if (viewPrototypes.has(prototype)) return isMostOf(value as ArrayBufferView) && hasOnlyIndices(value);
    if (prototype === datePrototype) return kinds.isDate(value) && Reflect.ownKeys(value).length === 0;
    if (prototype === Map.prototype && kinds.isMap(value)) {
      for (const [key, item] of Map.prototype.entries.call(value))
        if (!this.isPlain(key, depth) || !this.isPlain(item, depth)) return false;
    } else if (prototype === Set.prototype && kinds.isSet(value)) {
      for (const item of Set.prototype.values.call(value)) if (!this.isPlain(item, depth)) return false;
    } else return false;
    return Reflect.ownKeys(value).length === 0;
  }

  #isPlainObject(value: Record<string, unknown>, depth: number): boolean {
    for (const key in value) if (!this.isPlain(value[key], depth)) return false;
    return Object.getOwnPropertySymbols(value).length === 0;
  }

  #isPlainArray(value: unknown[], depth: number): boolean {
    if (!Array.isArray(value)) return false;
    for (let i = 0; i < value.length; i++) {
      const item = value[i];
      if (item === undefined && !Object.hasOwn(value, i)) return false; // Sparse: as long as it says, or nearly empty.
      if (!this.isPlain(item, depth)) return false;
    }
    return this.#border.runtime.hasOnlyIndices(value);
  }
}

type PlatformNode = Extract<Node, { kind: "url" | "params" | "headers" | "file" | "clone" }>;

/** The node of an instance of just these classes; undefined for others. */
function platformObject(value: object, prototype: object): PlatformNode | undefined {
  switch (nameOf(prototype)) {
    case "URL":
      return value instanceof URL ? { kind: "url", href: value.href } : undefined;
    case "URLSearchParams":
      return value instanceof URLSearchParams ? { kind: "params", text: value.toString() } : undefined;
    case "Headers":
      return typeof Headers !== "undefined" && value instanceof Headers
        ? { kind: "headers", entries: [...value.entries()] }
        : undefined;
    case "Blob":
      return value instanceof Blob ? { kind: "clone", value } : undefined;
    case "File":
      return value instanceof Blob ? file(value as File) : undefined;
    case "Module":
      return Object.prototype.toString.call(value) === "[object WebAssembly.Module]"
        ? { kind: "clone", value }
        : undefined;
    default:
      return undefined;
  }
}

function isForm(value: object, prototype: object): value is FormData {
  return nameOf(prototype) === "FormData" && typeof FormData !== "undefined" && value instanceof FormData;
}

/** Structured clone makes a Blob of it on Node 20 and 22. */
function file(value: File): PlatformNode {
  const blob = value.slice(0, value.size, value.type);
  return { kind: "file", blob, name: value.name, type: value.type, modified: value.lastModified };
}

/** So many bytes may be sent for nothing with a view of some of them. */
const mostForNothing = 65_536;

/** Whether a view shows most of its memory, and always will: structured clone sends all of that. */
function isMostOf({ buffer, byteLength }: ArrayBufferView): boolean {
  return buffer.byteLength - byteLength <= mostForNothing && (buffer as { resizable?: boolean }).resizable !== true;
}

/** The same view of memory that has no other bytes. */
function windowAlone(view: ArrayBufferView): ArrayBufferView {
  const { buffer, byteOffset, byteLength } = view;
  const name = Object.prototype.toString.call(view).slice("[object ".length, -1);
  const View = (globalThis as unknown as Record<string, new (memory: ArrayBufferLike) => ArrayBufferView>)[name];
  return View === undefined ? view : new View(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** @throws CloneError for a view of memory that has become too short for it. */
function requireWithin(view: ArrayBufferView, path: Path): void {
  try {
    if (view instanceof DataView) view.byteLength;
    else Uint8Array.prototype.keys.call(view as Uint8Array);
  } catch {
    throw cannotSend(path, "it is out of the bounds of its memory");
  }
}

/** @throws CloneError for memory that has been moved away. */
function requireAttached(memory: ArrayBufferLike, path: Path): void {
  if (isDetached(memory)) throw cannotSend(path, "its memory has been moved away, by a transfer");
}
