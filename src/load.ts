import { platform } from "#platform";
import { type Caller, callerPlace } from "./caller-place.ts";
import { isGeneratorFunction } from "./in-caller/callbacks.ts";
import { memberProxy } from "./in-caller/member.ts";
import type { Args, Remote, Remoted } from "./in-caller/remote-types.ts";
import { standsFor } from "./in-caller/stand-ins.ts";
import type { Coroutine } from "./kernel/coroutine.ts";
import type { ErrorClass } from "./kernel/error-matcher.ts";
import { atUser, type Entry } from "./users-line.ts";
import type { Base } from "./wire/protocol.ts";

/** How a module is found, and what of it is known here. */
export interface LoadOptions {
  /** The file or URL that the module is looked up from: `import.meta.url`. By default the file that calls `load`. */
  readonly from?: string | URL | undefined;
  /** Local classes whose prototypes errors of the same name get. */
  readonly errors?: readonly ErrorClass[] | undefined;
  /** Names of classes whose instances are copied although they have methods. */
  readonly data?: readonly string[] | undefined;
}

/**
 * Gives a module whose functions are coroutines: they run in a thread, with an event loop of its own. Nothing is imported until
 * one of them first runs. Use it as with `await`, writing `yield*`, or pass its coroutines to `run`.
 *
 * @param specifier a package, a `node:` builtin, a URL, an absolute path, or with `from` a relative one.
 * @param options where it is looked up from, and what of it is known here.
 * @returns the module's functions and classes, namespaces, and plain values as coroutines.
 * @throws TypeError for anything but a string or URL, and for a relative path without `from`. Whether the module exists shows
 * when a coroutine of it runs.
 * @example
 * ```ts
 * import { load, run } from "miniasync";
 * const fs = load<typeof import("node:fs/promises")>("node:fs/promises");
 * const [names, stats] = run(fs.readdir("."), fs.stat("."));
 * console.log(names.length > 0, stats.isDirectory());
 * ```
 */
export function load<M>(specifier: string | URL, options: LoadOptions = {}): Remote<M> {
  if (typeof specifier !== "string" && !(specifier instanceof URL)) {
    throw atUser(
      new TypeError(
        `load(): the specifier is ${specifier === null ? "null" : `a ${typeof specifier}`}, not a string or URL${typeof specifier === "function" ? "; for a function write coroutine(async (...) => { ... })" : ""}`,
      ),
      load,
    );
  }
  if (specifier === "") throw atUser(new RangeError('load(): the specifier is "", which names nothing'), load);
  const text = String(specifier);
  const { caller, errors, data } = checked("load()", load, options);
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
  return memberProxy({ base, label: JSON.stringify(text), errors }, []) as Remote<M>;
}

/**
 * Makes a coroutine function of an async function that is written in place: its source text is sent to the thread and run
 * there. It sees its arguments and the globals, and may `await import(...)`; a captured variable is an error that names it.
 *
 * @param fn a self-contained function expression, async or not.
 * @param options where its imports are looked up from.
 * @returns a function that gives coroutines.
 * @throws TypeError at once for methods, bound and native functions, generators and classes: their text cannot be run elsewhere.
 * @example
 * ```ts
 * import { coroutine, run } from "miniasync";
 * const add = coroutine(async (a: number, b: number) => a + b);
 * console.log(run(add(1, 2)));
 * ```
 */
export function coroutine<A extends unknown[], R>(
  fn: (...args: A) => R,
  options: LoadOptions = {},
): (...args: Args<A> extends infer B extends unknown[] ? B : never) => Coroutine<Remoted<Awaited<R>>> {
  if (typeof fn !== "function")
    throw atUser(new TypeError(`coroutine(): the argument is a ${typeof fn}, not a function`), coroutine);
  const source = Function.prototype.toString.call(fn);
  const refused = unusable(fn, source);
  if (refused !== undefined)
    throw atUser(
      new TypeError(
        `Cannot make a coroutine of ${fn.name.trim() || "the function"}: ${refused}; write it in place, as async (...) => { ... }`,
      ),
      coroutine,
    );
  const { caller, errors, data } = checked("coroutine()", coroutine, options);
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
  return memberProxy({ base, label: fn.name || "coroutine", errors }, []) as never;
}

function unusable(fn: object, source: string): string | undefined {
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) return "it is a bound or native function, which has no source text";
  if (/^class\b/.test(source)) return "it is a class";
  if (isGeneratorFunction(fn)) return "it is a generator function, which runs in this thread as it is";
  if (!/^(async\s+function\b|async\s*\(|async\s+[\w$]+\s*=>|function\b|\(|[\w$]+\s*=>)/.test(source))
    return "it is a method";
  return undefined;
}

function checked(
  action: string,
  entry: Entry,
  options: LoadOptions,
): { caller: () => Caller | undefined; errors: readonly ErrorClass[]; data: readonly string[] } {
  const { from, errors = [], data = [] } = options;
  if (from !== undefined && typeof from !== "string" && !(from instanceof URL))
    throw atUser(new TypeError(`${action}: from is a ${typeof from}, not a string or URL`), entry);
  if (!Array.isArray(errors) || !errors.every((known) => typeof known === "function"))
    throw atUser(new TypeError(`${action}: errors is no array of classes; write errors: [MyError]`), entry);
  if (!Array.isArray(data) || !data.every((name) => typeof name === "string"))
    throw atUser(new TypeError(`${action}: data is no array of names of classes; write data: ["MyClass"]`), entry);
  if (from === undefined) return { caller: callerPlace(), errors, data };
  const url = platform.toUrl(String(from));
  return { caller: () => ({ file: url, at: undefined }), errors, data };
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
