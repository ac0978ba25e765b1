import type { Border } from "./border.ts";
import { encodeTable } from "./encode.ts";
import { define, fillOwn, fillSymbols, type Get } from "./own.ts";
import { inThisRealm } from "./platform-objects.ts";
import type { Payload } from "./protocol.ts";
import { fillError, reviveError } from "./remote-error.ts";
import { wellKnown } from "./symbols.ts";
import type { Node, Slot } from "./table.ts";

/** Make a value of what has arrived. */
export function decode(payload: Payload, border: Border): unknown {
  const { value, nodes } = payload;
  if (nodes !== undefined) return decodeTable(value as Slot, nodes, border);
  if (typeof value !== "object" || value === null || value instanceof Object) return value;
  // A test runner's realm: what structured clone made belongs to another one, and fails `instanceof Object` here.
  const table = encodeTable(value, border, "value");
  return decodeTable(table.value as Slot, table.nodes as readonly Node[], border);
}

function decodeTable(root: Slot, nodes: readonly Node[], border: Border): unknown {
  const things: unknown[] = [];
  const get: Get = (slot) => (Array.isArray(slot) ? things[slot[0] as number] : slot);
  for (const node of nodes) things.push(shell(node, border));
  nodes.forEach((node, index) => {
    fill(node, things[index] as object, get, border);
  });
  return get(root);
}

/** The thing itself, without its parts: they may contain it. */
function shell(node: Node, border: Border): unknown {
  switch (node.kind) {
    case "object": {
      const object = node.bare ? Object.create(null) : {};
      if (node.owner !== undefined) border.adopt(object, node.owner);
      return object;
    }
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
      return inThisRealm(node.value as object);
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
      return (node.yours !== undefined && border.twins.mine(node.yours)) || reviveError(node, border);
    case "none":
      return undefined;
    case "symbol":
      return node.id === undefined ? Symbol.for(node.text ?? "") : border.symbols.symbolOf(node.id, node.text);
    case "well-known":
      return wellKnown(node.text) ?? border.symbols.symbolOf(node.id, node.description);
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
    case "array":
      node.values.forEach((slot, index) => {
        if (node.keys === undefined) (thing as unknown[])[index] = get(slot);
        else define(thing, node.keys[index] as string, get(slot), true);
      });
      return fillSymbols(thing, node.symbols, get);
    case "map":
      for (let i = 0; i < node.values.length; i += 2)
        (thing as Map<unknown, unknown>).set(get(node.values[i]), get(node.values[i + 1]));
      break;
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
      // One that came home has all that it had.
      if (border.twins.theirNumberOf(thing) === node.twin) fillError(node, thing, get);
      return;
  }
  if ("extra" in node && node.extra !== undefined) fillOwn(thing, node.extra, get);
}
