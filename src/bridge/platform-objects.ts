/** Objects of the platform that both sides have: what of them crosses. */
import { cannotSend, type Path } from "./border.ts";
import { nameOf } from "./classes.ts";
import type { Node } from "./table.ts";
import { isDetached } from "./transfer.ts";

type PlatformNode = Extract<Node, { kind: "url" | "params" | "headers" | "file" | "clone" }>;

/** The node of an instance of just these classes; undefined for others. */
export function platformObject(value: object, prototype: object): PlatformNode | undefined {
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

/** Structured clone makes a Blob of it on Node 20 and 22. */
function file(value: File): PlatformNode {
  const blob = value.slice(0, value.size, value.type);
  return { kind: "file", blob, name: value.name, type: value.type, modified: value.lastModified };
}

/** @throws CloneError for memory that has been moved away. */
export function requireAttached(memory: ArrayBufferLike, path: Path): void {
  if (isDetached(memory)) throw cannotSend(path, "its memory has been moved away, by a transfer");
}

export function isDomException(value: object): boolean {
  return typeof DOMException !== "undefined" && value instanceof DOMException;
}

/** A name or message that may be anything. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "";
  }
}

/** Memory and boxed primitives that structured clone made, as `instanceof` of this realm wants them. */
export function inThisRealm(value: object): object {
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
