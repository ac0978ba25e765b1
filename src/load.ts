import { platform } from "#platform";
import { type Caller, callerPlace } from "./caller-place.ts";
import { theDefaultPlace } from "./default-thread.ts";
import { isGeneratorFunction } from "./in-caller/callbacks.ts";
import { memberProxy } from "./in-caller/member.ts";
import type { Member } from "./in-caller/outbox.ts";
import type { Args, Called, Remote } from "./in-caller/remote-types.ts";
import { labelOf, standOf, standsFor } from "./in-caller/stand-ins.ts";
import { type Coroutine, found } from "./kernel/coroutine.ts";
import type { ErrorClass } from "./kernel/error-matcher.ts";
import { atUser, type Entry } from "./users-line.ts";
import { allClasses, type Base } from "./wire/protocol.ts";

/** How a module is found, and what of it is known here. */
export interface LoadOptions {
  /** The file or URL that the module is looked up from: `import.meta.url`. By default the file that calls `load`. */
  readonly from?: string | URL | undefined;
  /** Local classes whose prototypes errors of the same name get. */
  readonly errors?: readonly ErrorClass[] | undefined;
  /**
   * Names of classes whose instances are copied although they have methods. "all": results of this module are copied whatever their
   * class, if they have enumerable properties of their own; without their methods, and without what accessors show.
   */
  readonly data?: readonly string[] | "all" | undefined;
  /**
   * Spread calls that overlap over up to so many threads, for functions that compute; 1 by default. Each has a state of its own of
   * the module, and takes 10 to 20 MB. The arguments of a call are copied when a thread takes it.
   */
  readonly maxThreads?: number | undefined;
}

/** How a module is found, and when it is imported. */
export interface ModuleOptions extends LoadOptions {
  /** Import it as soon as the default thread is there, which `warm()` or the first call starts; by default when it is first used. */
  readonly preload?: boolean | undefined;
}

/**
 * Gives a module whose functions are coroutines: they run in a thread, with an event loop of its own. Nothing is imported until
 * one of them first runs. Use it as with `await`, writing `yield*`, or pass its coroutines to `run`.
 *
 * @param specifier a package, a `node:` builtin, a URL, an absolute path, or with `from` a relative one.
 * @param options where it is looked up from, and what of it is known here.
 * @returns the module's functions and classes, namespaces, and plain values as coroutines.
 * @throws TypeError for anything but a string or URL, and for a relative path without `from`. Whether the module exists shows
 * when a coroutine of it runs. @throws RangeError for an empty string, and for `maxThreads` that is no whole number from 1 on.
 * @example
 * ```ts
 * import { load, run } from "miniasync";
 * const fs = load<typeof import("node:fs/promises")>("node:fs/promises");
 * const [names, stats] = run(fs.readdir("."), fs.stat("."));
 * console.log(names.length > 0, stats.isDirectory());
 * ```
 */
export function load<M>(specifier: string | URL, options: ModuleOptions = {}): Remote<M> {
  if (typeof specifier !== "string" && !(specifier instanceof URL)) {
    throw atUser(
      new TypeError(
        `load(): the specifier is ${found(specifier)}, not a string or URL${typeof specifier === "function" ? "; for a function write coroutine(async (...) => { ... })" : ""}`,
      ),
      load,
    );
  }
  if (specifier === "") throw atUser(new RangeError('load(): the specifier is "", which names nothing'), load);
  const text = String(specifier);
  const { caller, errors, data, maxThreads } = checked("load()", load, options);
  const { preload } = options;
  if (preload !== undefined && typeof preload !== "boolean")
    throw atUser(new TypeError(`load(): preload is ${found(preload)}, not a boolean`), load);
  if (/^\.\.?(\/|$)/.test(text) && options.from === undefined) {
    throw atUser(
      new TypeError(
        `Cannot load ${JSON.stringify(text)}: a relative path needs a place to start from; add { from: import.meta.url }`,
      ),
      load,
    );
  }
  const base: Base = {
    kind: "module",
    specifier: platform.toUrl(text),
    data,
    get from() {
      return caller()?.file;
    },
  };
  const source = { base, label: JSON.stringify(text), errors, maxThreads };
  const module = memberProxy(source, []) as Remote<M>;
  if (preload === true) theDefaultPlace().preload(standOf(module) as Member);
  return module;
}

/** What TypeScript knows of a function that is given as text: nothing. */
// biome-ignore lint/suspicious/noExplicitAny: anything may be given to it, and may come back
type AnyFunction = (...args: any[]) => Coroutine<any>;

/**
 * Makes a coroutine function of an async function that is written in place: its source text is sent to the thread and run
 * there. It sees its arguments and the globals, and may `await import(...)`; a captured variable is an error that names it. Call this at
 * the top of a file: each time it is evaluated it sends a new function.
 *
 * @param fn a self-contained function expression, async or not; or its text.
 * @param options where its imports are looked up from, and over how many threads its calls are spread.
 * @returns a function that gives coroutines.
 * @throws TypeError at once for methods, bound and native functions, `fetch`, generators and classes: their text cannot be run elsewhere.
 * @throws RangeError for `maxThreads` that is no whole number from 1 on.
 * @example
 * ```ts
 * import { coroutine, run } from "miniasync";
 * const add = coroutine(async (a: number, b: number) => a + b);
 * console.log(run(add(1, 2)));
 * ```
 */
export function coroutine<A extends unknown[], R>(
  fn: (...args: A) => R,
  options?: LoadOptions,
): (...args: Args<A> extends infer B extends unknown[] ? B : never) => Called<R>;
/**
 * The same of the text of a function, which no tool has compiled.
 *
 * @param source the text of a function expression, such as "async (n) => n + 1".
 * @param options where its imports are looked up from, and over how many threads its calls are spread.
 * @returns a function that gives coroutines. Whether it is a function shows when one of them runs.
 */
export function coroutine(source: string, options?: LoadOptions): AnyFunction;
export function coroutine(fn: ((...args: never) => unknown) | string, options: LoadOptions = {}): unknown {
  const source = typeof fn === "string" ? fn.trim().replace(/;+$/, "") : sourceOf(fn);
  const name = typeof fn === "string" ? "" : fn.name;
  const { caller, errors, data, maxThreads } = checked("coroutine()", coroutine, options);
  const base: Base = {
    kind: "inline",
    source,
    data,
    get from() {
      return caller()?.file;
    },
    get calledAt() {
      return caller()?.at;
    },
  };
  return memberProxy({ base, label: name || "coroutine", errors, maxThreads }, []);
}

/** The text of a function. @throws TypeError for what is none, and for a function whose text cannot be run elsewhere. */
function sourceOf(fn: unknown): string {
  const stand = standOf(fn);
  if (stand !== undefined)
    throw atUser(
      new TypeError(`coroutine(): the argument is ${labelOf(stand)}, which is in a thread; it is called as it is`),
      coroutine,
    );
  if (typeof fn !== "function")
    throw atUser(
      new TypeError(
        `coroutine(): the argument is ${found(fn)}, not a function; write coroutine(async (...) => { ... })`,
      ),
      coroutine,
    );
  const source = Function.prototype.toString.call(fn);
  const refused = unusable(fn, source);
  if (refused !== undefined)
    throw atUser(
      new TypeError(
        `Cannot make a coroutine of ${fn.name.trim() || "the function"}: ${refused}; write it in place, as async (...) => { ... }`,
      ),
      coroutine,
    );
  return source;
}

function unusable(fn: object, source: string): string | undefined {
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) return "it is a bound or native function, which has no source text";
  if (/^class\b/.test(source)) return "it is a class";
  if (fn === globalThis.fetch) return "its source text is that of the platform";
  if (isGeneratorFunction(fn)) return "it is a generator function, which runs in this thread as it is";
  if (!/^(async\s+function\b|async\s*\(|async\s+[\w$]+\s*=>|function\b|\(|[\w$]+\s*=>)/.test(source))
    return "it is a method";
  return undefined;
}

function checked(
  action: string,
  entry: Entry,
  options: LoadOptions,
): {
  caller: () => Caller | undefined;
  errors: readonly ErrorClass[];
  data: readonly string[];
  maxThreads: number;
} {
  const { from, errors = [], data = [], maxThreads = 1 } = options;
  if (from !== undefined && typeof from !== "string" && !(from instanceof URL))
    throw atUser(new TypeError(`${action}: from is ${found(from)}, not a string or URL`), entry);
  if (!Array.isArray(errors) || !errors.every((known) => typeof known === "function"))
    throw atUser(new TypeError(`${action}: errors is no array of classes; write errors: [MyError]`), entry);
  if (data !== "all" && !(Array.isArray(data) && data.every((name) => typeof name === "string"))) {
    throw atUser(
      new TypeError(`${action}: data is no array of names of classes, and not "all"; write data: ["MyClass"]`),
      entry,
    );
  }
  if (!Number.isSafeInteger(maxThreads) || maxThreads < 1) {
    throw atUser(
      new RangeError(
        `${action}: maxThreads is ${found(maxThreads)}, not a whole number from 1 on; for work that computes, the number of cores`,
      ),
      entry,
    );
  }
  const names = data === "all" ? [allClasses] : data;
  if (from === undefined) return { caller: callerPlace(), errors, data: names, maxThreads };
  const url = platform.toUrl(String(from));
  return { caller: () => ({ file: url, at: undefined }), errors, data: names, maxThreads };
}

const useless = (): never => {
  throw atUser(
    new TypeError(
      "Cannot use signal here: it stands for the signal of a call; pass it as an argument, or inside one, to a remote function",
    ),
  );
};

/**
 * Stands for "the signal of this call": wherever it is found in the arguments of a remote call, the thread sees an AbortSignal
 * that is aborted when the call is cancelled. Bound to that call only. Using it here is a TypeError.
 *
 * @example
 * ```ts
 * import { coroutine, run, signal } from "miniasync";
 * const wait = coroutine(async (milliseconds: number, { signal }: { signal: AbortSignal }) => {
 *   const { setTimeout } = await import("node:timers/promises");
 *   return setTimeout(milliseconds, "done", { signal });
 * });
 * console.log(run(wait(5, { signal })));
 * ```
 */
export const signal: AbortSignal = standsFor(
  new Proxy(Object.create(null), {
    get: useless,
    set: useless,
    has: useless,
    getPrototypeOf: () => null,
  }) as AbortSignal,
  { kind: "signal" },
);
