import type { Border } from "./border.ts";

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
    return prototype === Uint8Array.prototype && this.#border.runtime.hasOnlyIndices(value as Uint8Array);
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
