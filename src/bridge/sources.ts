import type { ThreadPlatform } from "../platform/platform.ts";
import { compileInline } from "./inline-source.ts";
import type { Base } from "./protocol.ts";

/** A value and the object it was found in. */
export interface Found {
  readonly on: unknown;
  readonly value: unknown;
}

interface Loaded {
  readonly what: Base;
  value: unknown;
  loading: Promise<void> | undefined;
  loaded: boolean;
}

/** In the thread: modules and inline functions, loaded when first used, and the paths in them that have numbers. */
export class Sources {
  readonly #platform: ThreadPlatform;
  readonly #bases = new Map<number, Loaded>();
  readonly #targets = new Map<number, { readonly base: Loaded; readonly path: readonly string[] }>();

  constructor(platform: ThreadPlatform) {
    this.#platform = platform;
  }

  addBase(number: number, what: Base): void {
    this.#bases.set(number, { what, value: undefined, loading: undefined, loaded: false });
  }

  addTarget(number: number, base: number, path: readonly string[]): void {
    this.#targets.set(number, { base: this.#bases.get(base) as Loaded, path });
  }

  /** Undefined when what the target is in has been loaded; else the promise of that. */
  load(target: number): Promise<void> | undefined {
    const { base } = this.#target(target);
    if (base.loaded) return undefined;
    base.loading ??= this.#load(base);
    return base.loading;
  }

  isLoaded(target: number): boolean {
    return this.#target(target).base.loaded;
  }

  /** Whether it belongs to the runtime itself, whose functions keep no buffer that they return. */
  isBuiltIn(target: number): boolean {
    const { what } = this.#target(target).base;
    return what.kind === "module" && what.specifier.startsWith("node:");
  }

  /** Look the target up. It must be loaded. @throws TypeError that says what is missing. */
  find(target: number): Found {
    const { base, path } = this.#target(target);
    let on: unknown;
    let value = base.value;
    for (let depth = 0; depth < path.length; depth++) {
      const key = path[depth] as string;
      if (value === null || value === undefined) {
        throw new TypeError(
          `Cannot find ${name(base.what, path)}: ${name(base.what, path.slice(0, depth))} is ${value}`,
        );
      }
      on = value;
      value = (on as Record<string, unknown>)[key];
      if (depth === 0 && value === undefined && !(key in (on as object))) {
        // Node does not see every name of a CommonJS module; its default export is module.exports.
        const exports = (on as { default?: unknown }).default;
        if ((typeof exports === "object" && exports !== null) || typeof exports === "function") {
          if (key in exports) on = exports;
          value = (exports as Record<string, unknown>)[key];
        }
      }
      if (value === undefined && !(key in Object(on)))
        throw new TypeError(missing(base.what, path.slice(0, depth), key, on as object));
    }
    return { on, value };
  }

  #target(target: number): { readonly base: Loaded; readonly path: readonly string[] } {
    const found = this.#targets.get(target);
    if (found === undefined)
      throw new ReferenceError(`Cannot use target ${target}: it was never announced; please report this`);
    return found;
  }

  async #load(base: Loaded): Promise<void> {
    const { what } = base;
    try {
      base.value =
        what.kind === "module"
          ? await this.#platform.import(what.specifier, what.from)
          : compileInline(what, this.#platform);
      base.loaded = true;
    } finally {
      base.loading = undefined; // After a failure the next call tries again: the file may be there by then.
    }
  }
}

function name(what: Base, path: readonly string[]): string {
  return [what.kind === "module" ? JSON.stringify(what.specifier) : "coroutine()", ...path].join(".");
}

function missing(what: Base, path: readonly string[], key: string, on: object): string {
  const names = [...new Set([...Object.keys(on), ...Object.getOwnPropertyNames(Object.getPrototypeOf(on) ?? {})])];
  const found = names.filter((found) => found !== "constructor" && !(found in Object.prototype)).slice(0, 12);
  const list =
    found.length === 0 ? "it has no names at all" : `it has ${found.join(", ")}${names.length > 12 ? ", ..." : ""}`;
  return `Cannot find ${name(what, [...path, key])}: ${name(what, path)} has no ${JSON.stringify(key)}; ${list}`;
}
