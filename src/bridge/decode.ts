import type { Border } from "./border.ts";
import { encodeTable } from "./encode.ts";
import type { Payload } from "./protocol.ts";
import { reviveError } from "./remote-error.ts";
import { wellKnown } from "./symbols.ts";
import type { Node, Slot } from "./table.ts";

/** Make a value of what has arrived. */
export function decode(payload: Payload, border: Border): unknown {
  const { value, nodes } = payload;
  if (nodes !== undefined) return decodeTable(value as Slot, nodes, border);
  if (typeof value !== "object" || value === null || isOfThisRealm(value)) return value;
  // A test runner's realm: what structured clone made belongs to another one, and fails `instanceof Object` here.
  const table = encodeTable(value, border, "value");
  return decodeTable(table.value as Slot, table.nodes as readonly Node[], border);
}

function isOfThisRealm(value: object): boolean {
  return value instanceof Object || ArrayBuffer.isView(value);
}

function decodeTable(root: Slot, nodes: readonly Node[], border: Border): unknown {
  const things = nodes.map((node) => shell(node, border));
  const get = (slot: Slot): unknown => (Array.isArray(slot) ? things[slot[0] as number] : slot);
  nodes.forEach((node, index) => {
    fill(node, things[index], get, border);
  });
  return get(root);
}

/** The thing itself, without its parts: they may contain it. */
function shell(node: Node, border: Border): unknown {
  switch (node.kind) {
    case "object":
      return node.bare ? Object.create(null) : {};
    case "array":
      return new Array(node.length);
    case "map":
      return new Map();
    case "set":
      return new Set();
    case "date":
      return new Date(node.time);
    case "regexp": {
      const pattern = new RegExp(node.source, node.flags);
      pattern.lastIndex = node.lastIndex;
      return pattern;
    }
    case "clone":
      return node.value;
    case "buffer": {
      const { buffer, byteOffset, byteLength } = node.bytes;
      return border.runtime.buffer?.from(buffer, byteOffset, byteLength) ?? node.bytes;
    }
    case "url":
      return new URL(node.href);
    case "params":
      return new URLSearchParams(node.text);
    case "headers":
      return new Headers(node.entries as [string, string][]);
    case "file":
      return new File([node.blob as Blob], node.name, { type: node.type, lastModified: node.modified });
    case "data":
      return Object.create(
        border.runtime.dataClasses().find((known) => known.name === node.name)?.prototype ?? Object.prototype,
      );
    case "error":
      return reviveError(node, border);
    case "symbol":
      return node.id === undefined ? Symbol.for(node.text ?? "") : border.symbols.symbolOf(node.id, node.text);
    case "well-known":
      return wellKnown.get(node.text);
    case "handle":
    case "yours":
    case "callback":
    case "member":
    case "signal":
      return border.resolve(node);
    default:
      return node satisfies never;
  }
}

function fill(node: Node, thing: unknown, get: (slot: Slot) => unknown, border: Border): void {
  switch (node.kind) {
    case "object":
      node.keys.forEach((key, index) => {
        define(thing as object, key, get(node.values[index]), true);
      });
      for (let i = 0; i < (node.symbols?.length ?? 0); i += 2) {
        define(thing as object, get(node.symbols?.[i]) as symbol, get(node.symbols?.[i + 1]), true);
      }
      return;
    case "array":
      node.values.forEach((slot, index) => {
        define(
          thing as object,
          node.keys === undefined ? String(index) : (node.keys[index] as string),
          get(slot),
          true,
        );
      });
      return;
    case "map":
      for (let i = 0; i < node.values.length; i += 2)
        (thing as Map<unknown, unknown>).set(get(node.values[i]), get(node.values[i + 1]));
      return;
    case "set":
      for (const slot of node.values) (thing as Set<unknown>).add(get(slot));
      return;
    case "data": {
      const symbols = border.runtime.dataClasses().find((known) => known.name === node.name)?.symbols ?? [];
      [...node.keys, ...symbols].forEach((key, index) => {
        define(thing as object, key, get(node.values[index]), true);
      });
      return;
    }
    case "error":
      node.keys.forEach((key, index) => {
        define(thing as object, key, get(node.values[index]), index < node.enumerable);
      });
      if (node.stack !== undefined) define(thing as object, "stack", get(node.stack), false);
      return;
  }
}

/** Defined, not assigned: `__proto__` is a key like any other. */
function define(target: object, key: string | symbol, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: true });
}
