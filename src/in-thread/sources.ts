import type { ThreadPlatform } from "../platform/platform.ts";
import { allClasses, type Base, type Looked } from "../wire/protocol.ts";
import { explainCapture } from "./captures.ts";
import { helpersFor } from "./compiler-helpers.ts";
import { lookAt } from "./looks.ts";

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
  readonly copiesAll: boolean;
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
    this.#bases.set(number, {
      what,
      value: undefined,
      loading: undefined,
      loaded: false,
      copiesAll: what.data.includes(allClasses),
    });
  }

  addTarget(number: number, base: number, path: readonly string[]): void {
    this.#targets.set(number, { base: this.#bases.get(base) as Loaded, path });
  }

  /** Load the source of a target. @returns undefined when it is loaded; else the promise of that. */
  load(target: number): Promise<void> | undefined {
    const { base } = this.#target(target);
    if (base.loaded) return undefined;
    base.loading ??= this.#load(base);
    return base.loaded ? undefined : base.loading; // An inline function is there at once, and its first call begins first.
  }

  /** An error of a call of the target, as its caller is to see it. */
  explain(target: number, error: unknown): unknown {
    const { what } = this.#target(target).base;
    if (what.kind !== "inline") return error;
    return explainCapture(error, what.source, () => this.#platform.textOf(what.from));
  }

  /** Whether results of the target are copied whatever their class. */
  copiesAll(target: number): boolean {
    return this.#target(target).base.copiesAll;
  }

  isLoaded(target: number): boolean {
    return this.#target(target).base.loaded;
  }

  /** Look the target up if its source is loaded, by the shortest way: every call passes here. */
  present(target: number): Found | undefined {
    const known = this.#targets.get(target);
    if (known === undefined || !known.base.loaded) return undefined;
    return known.path.length === 0 ? { on: undefined, value: known.base.value } : this.find(target);
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

  /** What a target is, and which names can be found in it. It must be loaded. @throws as `find` does. */
  look(target: number): Looked {
    const { base, path } = this.#target(target);
    return lookAt(this.find(target).value, base.what.kind === "module" && path.length === 0);
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

type Inline = Extract<Base, { kind: "inline" }>;

/** Vite writes packages and files of a project as paths from its root, which is the working directory as a rule. */
const importOfVite =
  '(specifier, options) => { const path = specifier.startsWith("/@fs/") ? specifier.slice(4) : specifier; return import(path, options).catch((error) => { if (path[0] !== "/" || error?.code !== "ERR_MODULE_NOT_FOUND") throw error; return import("file://" + process.cwd() + path, options); }); }';

/**
 * Names that tools write into functions, and what they do: vite-node and vitest replace import() by a function of theirs; istanbul
 * counts with cov_… functions.
 */
const tools: Readonly<Record<string, string>> = {
  __vi_import__: importOfVite,
  __vi_ssr_dynamic_import__: importOfVite,
  __vite_ssr_dynamic_import__: importOfVite,
};

/** Make the function of its source text again. @throws SyntaxError or TypeError that says what about it cannot work. */
function compileInline(what: Inline, platform: ThreadPlatform): unknown {
  const texts = Object.entries(tools).filter(([name]) => new RegExp(`\\b${name}\\b`).test(what.source));
  const counters = new Set(what.source.match(/\bcov_[a-z0-9]+\b/g) ?? []);
  const prelude = [
    ...texts.map(([name, text]) => `const ${name} = ${text};`),
    ...[...counters].map(
      (name) =>
        `const ${name} = () => { const count = new Proxy({}, { get: (_, key) => key === Symbol.toPrimitive ? () => 0 : count, set: () => true }); return count; };`,
    ),
  ].join(" ");
  const helpers = [...helpersFor(what.source)];
  // In CommonJS import() becomes require(), as if from the file of the function.
  const require = /\brequire\b/.test(what.source) ? platform.requireFrom(what.from) : undefined;
  if (require !== undefined) helpers.push(["require", require]);
  let compiled: (...args: unknown[]) => unknown;
  try {
    const { source, calledAt } = what;
    const before = `"use strict"; ${prelude} return (`;
    const inline = { source, behind: before.length, calledAt };
    const names = helpers.map(([name]) => name);
    compiled = platform.compile(
      `${before}${source});`,
      names,
      what.from,
      inline,
    )(...helpers.map(([, helper]) => helper)) as typeof compiled;
  } catch (error) {
    throw explainSyntax(error, what.source);
  }
  return compiled;
}

function explainSyntax(error: unknown, source: string): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const about = source.includes("import.meta")
    ? 'it uses "import.meta", which only modules have; pass what you need as an argument'
    : "its source text is no function expression on its own; write it in place, as async (...) => { ... }";
  return new SyntaxError(`Cannot run the function in the thread: ${about} (${error.message})`);
}
