import { type Border, cannotSend, classNames, isObjectPrototype, nameOf, Path } from "./border.ts";
import type { Payload } from "./protocol.ts";
import { wellKnownName } from "./symbols.ts";
import type { ErrorNode, Node, Slot } from "./table.ts";

/** Deeper values go by table: structured clone recurses. */
const deepest = 200;

/** A payload, and what is to be moved with it. */
export interface Encoded extends Payload {
  readonly transfer: readonly unknown[];
}

const nothing: readonly unknown[] = [];

/** Make a value ready to be sent. `name` is what error messages call it. @throws CloneError for what cannot cross. */
export function encode(value: unknown, border: Border, name: string): Encoded {
  if (isPlain(value, border, 0)) return { value, transfer: nothing };
  return encodeTable(value, border, name);
}

/** Like `encode`, by table in any case: for a value that structured clone has refused. */
export function encodeTable(value: unknown, border: Border, name: string): Encoded {
  const table = new TableEncoder(border);
  const root = table.slot(value, new Path(undefined, name));
  table.encodeAll();
  return { value: root, nodes: table.nodes, transfer: table.transfer };
}

/** Whether structured clone would keep all of `value`. */
function isPlain(value: unknown, border: Border, depth: number): boolean {
  if (typeof value !== "object") return typeof value !== "function" && typeof value !== "symbol";
  if (value === null) return true;
  if (depth > deepest) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) {
    for (const key in value) if (!isPlain((value as Record<string, unknown>)[key], border, depth + 1)) return false;
    return Object.getOwnPropertySymbols(value).length === 0 && border.transfers(value) === undefined;
  }
  if (prototype === Array.prototype) {
    for (const key in value as unknown[]) {
      if (!isPlain((value as unknown as Record<string, unknown>)[key], border, depth + 1)) return false;
    }
    return border.transfers(value) === undefined;
  }
  return prototype === Uint8Array.prototype && border.transfers(value) === undefined;
}

/** One thing in the table, waiting for its turn. */
interface Entry {
  readonly value: object | symbol;
  readonly path: Path;
}

/** Breadth first and without recursion, so that no depth is too deep. */
class TableEncoder {
  readonly nodes: Node[] = [];
  readonly transfer: unknown[] = [];
  readonly #border: Border;
  readonly #entries: Entry[] = [];
  readonly #index = new Map<object | symbol, number>();

  constructor(border: Border) {
    this.#border = border;
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
      this.nodes.push(typeof value === "symbol" ? this.#symbol(value) : this.#node(value, path));
    }
  }

  #symbol(symbol: symbol): Node {
    const known = wellKnownName(symbol);
    if (known !== undefined) return { kind: "well-known", text: known };
    const key = Symbol.keyFor(symbol);
    if (key !== undefined) return { kind: "symbol", id: undefined, text: key };
    return { kind: "symbol", id: this.#border.symbols.idOf(symbol), text: symbol.description };
  }

  #node(value: object, path: Path): Node {
    const border = this.#border;
    const known = border.standFor(value);
    if (known !== undefined) return known;
    const { kinds, buffer } = border.runtime;
    if (typeof value === "function" || kinds.isProxy(value) || kinds.isPromise(value)) return border.refer(value, path);
    const moved = border.transfers(value);
    if (moved !== undefined) this.transfer.push(...moved.filter((item) => !this.transfer.includes(item)));
    const prototype: object | null = Object.getPrototypeOf(value);
    if (Array.isArray(value))
      return hasBehaviour(prototype, "Array") ? border.refer(value, path) : this.#array(value, path);
    if (prototype === null || isObjectPrototype(prototype)) return this.#object(value, prototype === null, path);
    if (kinds.isMap(value)) return hasBehaviour(prototype, "Map") ? border.refer(value, path) : this.#map(value, path);
    if (kinds.isSet(value)) return hasBehaviour(prototype, "Set") ? border.refer(value, path) : this.#set(value, path);
    if (kinds.isNativeError(value) || isDomException(value)) return this.#error(value as Error, path);
    if (kinds.isDate(value)) return { kind: "date", time: Date.prototype.getTime.call(value) };
    if (kinds.isRegExp(value)) return regexp(value as RegExp);
    if (buffer !== undefined && prototype === buffer.prototype)
      return { kind: "buffer", bytes: this.#bytes(value as Uint8Array, moved) };
    if (ArrayBuffer.isView(value) || kinds.isArrayBuffer(value) || kinds.isSharedArrayBuffer(value))
      return { kind: "clone", value };
    if (kinds.isBoxed(value)) return { kind: "clone", value };
    return this.#instance(value, prototype, path, moved !== undefined);
  }

  /** The bytes alone: a small Buffer is a window on a pool, and structured clone would send all of the pool. */
  #bytes(buffer: Uint8Array, moved: readonly unknown[] | undefined): Uint8Array {
    const whole = buffer.byteLength === buffer.buffer.byteLength;
    if (whole || moved !== undefined) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    return new Uint8Array(buffer);
  }

  #instance(value: object, prototype: object, path: Path, moved: boolean): Node {
    const border = this.#border;
    switch (nameOf(prototype)) {
      case "URL":
        if (value instanceof URL) return { kind: "url", href: value.href };
        break;
      case "URLSearchParams":
        if (value instanceof URLSearchParams) return { kind: "params", text: value.toString() };
        break;
      case "Headers":
        if (typeof Headers !== "undefined" && value instanceof Headers)
          return { kind: "headers", entries: [...value.entries()] };
        break;
      case "Blob":
        if (value instanceof Blob) return { kind: "clone", value };
        break;
      case "File":
        if (value instanceof Blob) return file(value as File);
        break;
    }
    if (moved) return { kind: "clone", value };
    const data = border.runtime.dataClasses().find((known) => known.prototype === prototype);
    if (data !== undefined) return this.#data(value, data.name, data.symbols, path);
    if (hasBehaviour(prototype, "Object") && !border.copies(prototype)) return border.refer(value, path);
    return this.#object(value, false, path);
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
  #object(value: object, bare: boolean, path: Path): Node {
    const keys = [...Object.keys(value), ...accessors(value)];
    const values = keys.map((key) => this.#part(value, key, path));
    const own = Object.getOwnPropertySymbols(value).filter((symbol) =>
      Object.prototype.propertyIsEnumerable.call(value, symbol),
    );
    if (own.length === 0) return { kind: "object", keys, values, bare };
    const symbols = own.flatMap((symbol) => {
      const at = new Path(path, String(symbol));
      return [this.slot(symbol, at), this.slot(this.#read(value, symbol, at), at)];
    });
    return { kind: "object", keys, values, bare, symbols };
  }

  #array(value: readonly unknown[], path: Path): Node {
    const keys = Object.keys(value);
    const dense =
      keys.length === value.length && (value.length === 0 || keys[value.length - 1] === String(value.length - 1));
    const values = keys.map((key, index) =>
      this.slot(this.#read(value, key, path), new Path(path, dense ? index : key)),
    );
    return dense
      ? { kind: "array", length: value.length, values }
      : { kind: "array", length: value.length, keys, values };
  }

  #map(value: Map<unknown, unknown>, path: Path): Node {
    const values: Slot[] = [];
    for (const [key, item] of Map.prototype.entries.call(value)) {
      values.push(
        this.slot(key, new Path(path, "(key)")),
        this.slot(item, new Path(path, typeof key === "string" ? key : "(value)")),
      );
    }
    return { kind: "map", values };
  }

  #set(value: Set<unknown>, path: Path): Node {
    const values: Slot[] = [];
    for (const item of Set.prototype.values.call(value)) values.push(this.slot(item, new Path(path, "(item)")));
    return { kind: "set", values };
  }

  /** All of an error that can be had. What cannot be read is left out: an error must arrive. */
  #error(error: Error, path: Path): ErrorNode {
    const read = (key: string): unknown => {
      try {
        return (error as unknown as Record<string, unknown>)[key];
      } catch {
        return undefined;
      }
    };
    const named = Object.getOwnPropertyNames(error).filter((key) => key !== "stack" && key !== "message");
    const visible = named.filter((key) => Object.prototype.propertyIsEnumerable.call(error, key));
    const hidden = named.filter((key) => !visible.includes(key));
    if (isDomException(error)) hidden.push("name");
    const keys = [...visible, ...hidden];
    return {
      kind: "error",
      chain: classNames(error),
      classes: this.#border.classesOf(error),
      name: String(read("name")),
      message: String(read("message")),
      stack: this.slot(read("stack"), new Path(path, "stack")),
      keys,
      values: keys.map((key) => this.slot(read(key), new Path(path, key))),
      enumerable: visible.length,
    };
  }

  #part(value: object, key: string, path: Path): Slot {
    const at = new Path(path, key);
    return this.slot(this.#read(value, key, at), at);
  }

  #read(value: object, key: string | symbol, path: Path): unknown {
    try {
      return (value as Record<string | symbol, unknown>)[key];
    } catch (error) {
      throw cannotSend(path, "reading it throws", error);
    }
  }
}

/** Whether a prototype, or one above it up to the built-in named `until`, has a method. */
function hasBehaviour(prototype: object | null, until: string): boolean {
  for (let proto = prototype; proto !== null && !isObjectPrototype(proto); proto = Object.getPrototypeOf(proto)) {
    if (
      nameOf(proto) === until &&
      Object.getPrototypeOf(Object.getPrototypeOf(proto) ?? {}) === null &&
      until !== "Object"
    )
      return false;
    for (const key of Reflect.ownKeys(proto)) {
      if (key !== "constructor" && typeof Object.getOwnPropertyDescriptor(proto, key)?.value === "function")
        return true;
    }
  }
  return false;
}

/** Names of the accessors above an instance of a class without methods. */
function accessors(value: object): string[] {
  const names: string[] = [];
  for (
    let proto = Object.getPrototypeOf(value);
    proto !== null && !isObjectPrototype(proto);
    proto = Object.getPrototypeOf(proto)
  ) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if (descriptor.get !== undefined && !Object.hasOwn(value, key) && !names.includes(key)) names.push(key);
    }
  }
  return names;
}

function isDomException(value: object): boolean {
  return typeof DOMException !== "undefined" && value instanceof DOMException;
}

function regexp(value: RegExp): Node {
  return { kind: "regexp", source: value.source, flags: value.flags, lastIndex: value.lastIndex };
}

function file(value: File): Node {
  return {
    kind: "file",
    blob: value.slice(0, value.size, value.type),
    name: value.name,
    type: value.type,
    modified: value.lastModified,
  };
}
