import type { Border } from "./border.ts";
import { encodeTable } from "./encode.ts";
import { reviveError } from "./error-node.ts";
import { languageClasses } from "./language-classes.ts";
import type { ErrorNode, Node, Own, Slot } from "./nodes.ts";
import type { Payload } from "./protocol.ts";
import { wellKnown } from "./symbols.ts";
import { makeTemplate } from "./templates.ts";

// Taken when this file is loaded: tests put another in its place.
const { Date: OwnDate } = globalThis;

/** Make a value of a payload. */
export function decode(payload: Payload, border: Border): unknown {
  const { value } = payload;
  const nodes = own(payload, "nodes");
  if (nodes !== undefined) return decodeTable(value as Slot, nodes, border);
  if (typeof value !== "object" || value === null || value instanceof Object) return value;
  // A test runner's realm: what structured clone made belongs to another one, and fails `instanceof Object` here.
  const table = encodeTable(value, border, "value");
  return decodeTable(table.value as Slot, table.nodes as readonly Node[], border);
}

function decodeTable(root: Slot, nodes: readonly Node[], border: Border): unknown {
  const things: unknown[] = [];
  const get: Get = (slot) => (Array.isArray(slot) ? things[slot[0] as number] : slot);
  let failure: { readonly error: unknown } | undefined;
  for (const node of nodes) {
    try {
      things.push(shell(node, border));
    } catch (error) {
      // Go on: the other things are counted all the same, or the other side would keep them for ever.
      things.push(undefined);
      failure ??= { error };
    }
  }
  if (failure !== undefined) throw failure.error;
  nodes.forEach((node, index) => {
    fill(node, things[index] as object, get, border);
  });
  if (nodes.some(({ kind }) => kind === "made")) makeCalls(nodes, things, get, border);
  return get(root);
}

/** Make the calls that are a part of the value, those that are arguments of others first, and put what they give in their places. */
function makeCalls(nodes: readonly Node[], things: unknown[], get: Get, border: Border): void {
  const made = new Set<number>();
  const isCall = (slot: Slot): slot is readonly [number] => Array.isArray(slot) && nodes[slot[0]]?.kind === "made";
  const make = (index: number): void => {
    const node = nodes[index];
    if (node?.kind !== "made" || made.has(index)) return;
    made.add(index);
    for (const slot of node.args) if (isCall(slot)) make(slot[0]);
    things[index] = border.make(node.chain, node.args.map(get));
  };
  for (const index of nodes.keys()) make(index);
  for (const [index, node] of nodes.entries())
    if (node.kind === "array" && node.values.some(isCall)) fill(node, things[index] as object, get, border);
}

/** The thing itself, without its parts: they may contain it. */
function shell(node: Node, border: Border): unknown {
  switch (node.kind) {
    case "object": {
      const object = node.bare ? Object.create(null) : {};
      const owner = own(node, "owner");
      if (owner !== undefined) border.adopt(object, owner);
      return object;
    }
    case "array":
      return new Array(node.length);
    case "template":
      return border.templates.copyOf(node.id, () => makeTemplate(node.strings, node.raw));
    case "map":
      return new Map();
    case "set":
      return new Set();
    case "date":
      return new OwnDate(node.time);
    case "regexp": {
      const pattern = new RegExp(node.source, node.flags);
      pattern.lastIndex = node.lastIndex;
      return pattern;
    }
    case "clone":
      return inThisRealm(node.value as object);
    case "buffer": {
      const { buffer, byteOffset, byteLength } = node.bytes;
      return border.runtime.buffer?.from(buffer, byteOffset, byteLength) ?? node.bytes;
    }
    case "url":
      return new URL(node.href);
    case "params":
      return new URLSearchParams(node.text);
    case "request":
      return new Request(node.url, { ...node.init, headers: node.headers as [string, string][] });
    case "form":
      return new FormData();
    case "headers":
      return new Headers(node.entries as [string, string][]);
    case "file":
      return new File([node.blob as Blob], node.name, { type: node.type, lastModified: node.modified });
    case "data":
      return Object.create(
        border.runtime.dataClasses().find((known) => known.name === node.name)?.prototype ?? Object.prototype,
      );
    case "error":
      return (node.yours !== undefined && border.twins.mine(node.yours)) || reviveError(node, border);
    case "none":
    case "made":
      return undefined;
    case "symbol":
      return node.id === undefined ? Symbol.for(node.text ?? "") : border.symbols.symbolOf(node.id, node.text);
    case "well-known":
      return wellKnown(node.text) ?? border.symbols.symbolOf(node.id, node.description);
    case "class":
      return languageClasses[node.name] ?? border.runtime.buffer;
    case "handle":
    case "yours":
    case "callback":
    case "member":
    case "signal":
    case "abort":
      return border.resolve(node);
    default:
      return node satisfies never;
  }
}

function fill(node: Node, thing: object, get: Get, border: Border): void {
  switch (node.kind) {
    case "object":
      return fillOwn(thing, node, get);
    case "array": {
      const keys = own(node, "keys");
      node.values.forEach((slot, index) => {
        if (keys === undefined) (thing as unknown[])[index] = get(slot);
        else define(thing, keys[index] as string, get(slot), true);
      });
      const hidden = own(node, "hidden");
      if (hidden !== undefined) fillOwn(thing, hidden, get, 0);
      return fillSymbols(thing, own(node, "symbols"), get);
    }
    case "map":
      for (let i = 0; i < node.values.length; i += 2)
        (thing as Map<unknown, unknown>).set(get(node.values[i]), get(node.values[i + 1]));
      break;
    case "form":
      for (let i = 0; i < node.values.length; i += 2)
        (thing as FormData).append(get(node.values[i]) as string, get(node.values[i + 1]) as string);
      return;
    case "set":
      for (const slot of node.values) (thing as Set<unknown>).add(get(slot));
      break;
    case "data": {
      const symbols = border.runtime.dataClasses().find((known) => known.name === node.name)?.symbols ?? [];
      [...node.keys, ...symbols].forEach((key, index) => {
        define(thing, key, get(node.values[index]), true);
      });
      return;
    }
    case "error":
      // An error that came home has all that it had.
      if (border.twins.theirNumberOf(thing) === node.twin) fillError(node, thing, get);
      return;
  }
  const extra = own(node as { readonly extra?: Own | undefined }, "extra");
  if (extra !== undefined) fillOwn(thing, extra, get);
}

/** An optional part of a message: others may have put something of that name into Object.prototype. */
function own<T extends object, K extends keyof T>(part: T, key: K): T[K] | undefined {
  return Object.hasOwn(part, key) ? part[key] : undefined;
}

/** The value that a slot stands for. */
type Get = (slot: Slot) => unknown;

/** The first `enumerable` of the string keys can be seen; all by default. */
function fillOwn(thing: object, part: Own, get: Get, enumerable: number = part.keys.length): void {
  part.keys.forEach((key, index) => {
    define(thing, key, get(part.values[index]), index < enumerable);
  });
  fillSymbols(thing, own(part, "symbols"), get);
}

/** Keys and values in turn. */
function fillSymbols(thing: object, symbols: readonly Slot[] | undefined, get: Get): void {
  for (let i = 0; i < (symbols?.length ?? 0); i += 2)
    define(thing, get(symbols?.[i]) as symbol, get(symbols?.[i + 1]), true);
}

/** As `{ [key]: value }` does it: `__proto__` is a key like any other. */
function define(target: object, key: string | symbol, value: unknown, enumerable: boolean): void {
  if (enumerable && key !== "__proto__" && !Object.hasOwn(target, key))
    (target as Record<string | symbol, unknown>)[key] = value;
  else Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: true });
}

/** Give an error its own properties, which may contain it. */
function fillError(node: ErrorNode, error: object, get: Get): void {
  fillOwn(error, node, get, node.enumerable);
  if (node.stack !== undefined) define(error, "stack", get(node.stack), false);
}

/** Memory and boxed primitives that structured clone made, as `instanceof` of this realm wants them. */
function inThisRealm(value: object): object {
  if (isInstance(value, Object)) return value;
  if (ArrayBuffer.isView(value)) {
    const name = Object.prototype.toString.call(value).slice("[object ".length, -1);
    const View = (globalThis as unknown as Record<string, new (...args: unknown[]) => object>)[name];
    if (View === undefined || isInstance(value, View)) return value;
    const { length } = value as unknown as { length?: number };
    return new View(value.buffer, value.byteOffset, length ?? value.byteLength);
  }
  const inner: unknown = value.valueOf();
  return typeof inner === "object" ? value : Object(inner);
}

/** `instanceof`, without what it tells the compiler. */
function isInstance(value: object, type: abstract new (...args: never) => unknown): boolean {
  return value instanceof type;
}
