/** What a coroutine is, and what people pass by mistake instead of one. */

declare const suspend: unique symbol;

/** What a coroutine yields to its loop. Opaque: `yield*` produces and consumes it. */
export interface Suspend {
  /** Never there at run time. */
  readonly [suspend]: true;
}

/**
 * A coroutine that has been opened. `throw` is required: generators have it, iterators of arrays, maps and sets do not, so
 * that `run([])` is a compile error.
 */
// biome-ignore lint/suspicious/noExplicitAny: TNext is contravariant; `any` is what lets every Generator<Suspend, T> in
export interface Suspended<T> extends Iterator<Suspend, T, any> {
  /** Throws into it, where it waits. */
  // biome-ignore lint/suspicious/noExplicitAny: as Generator declares it
  throw(error: any): IteratorResult<Suspend, T>;
}

/** Something that does nothing until a loop runs it. Every `Generator<Suspend, T>` is one. */
export interface Coroutine<out T> {
  /** Opens it; nothing of it runs yet. */
  [Symbol.iterator](): Suspended<T>;
}

/** Tasks and futures can be waited for any number of times, so nothing is used up by running one. */
export abstract class Reusable {}

const used = new WeakSet<object>();

/** Take a coroutine for running and open it: from here on it cannot be run again. */
export function claim<T>(coroutine: Coroutine<T>): Suspended<T> {
  markUsed(coroutine);
  return coroutine[Symbol.iterator]();
}

/** Take a coroutine for running. @throws TypeError when it has been taken before; it is not touched then. */
export function markUsed(coroutine: Coroutine<unknown>): void {
  if (coroutine instanceof Reusable) return;
  if (used.has(coroutine)) throw new TypeError(reuseMessage("run it"));
  used.add(coroutine);
}

/** True when it has been run, or is being run. */
export function isUsed(coroutine: object): boolean {
  return used.has(coroutine);
}

export function reuseMessage(action: string): string {
  return `Cannot ${action}: this coroutine has been run already; call its function again for a new one`;
}

/** Whether `value` can be run: it opens to an iterator with `next` and `throw`, without running any of it. */
export function isCoroutine(value: unknown): value is Coroutine<unknown> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  if (value instanceof Reusable) return true;
  const open = (value as Partial<Coroutine<unknown>>)[Symbol.iterator];
  if (typeof open !== "function") return false;
  if (isGenerator(value)) return true;
  if (Array.isArray(value) || value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return false;
  const iterator: Partial<Suspended<unknown>> | null = open.call(value);
  return iterator !== null && typeof iterator.next === "function" && typeof iterator.throw === "function";
}

function isGenerator(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object Generator]";
}

/**
 * Check what a public function was given; `name` is how the caller knows it, for example `run() argument 2`.
 * @throws TypeError when it is no coroutine, or has been run already.
 */
export function requireCoroutine(value: unknown, name: string): asserts value is Coroutine<unknown> {
  if (!isCoroutine(value)) throw new TypeError(`Cannot run ${name}: ${misuse(value)}`);
  if (used.has(value)) throw new TypeError(reuseMessage(`run ${name}`));
}

/** Says what a value that is no coroutine is, and what was probably meant. */
export function misuse(value: unknown): string {
  if (value === null || value === undefined) return `that is ${value}, not a coroutine`;
  if (typeof value === "function") {
    return `that is the function ${value.name || "(anonymous)"}, not a coroutine; did you forget ()?`;
  }
  if (typeof value === "object") {
    if (typeof (value as { then?: unknown }).then === "function") {
      return (
        "that is a Promise: it can never settle while this thread blocks; " +
        "load the module it comes from with load(), or use runAsync() with fromPromise()"
      );
    }
    if (typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === "function") {
      return "that is an async generator or iterable, which cannot run in this thread; write function* instead of async function*";
    }
    if (Array.isArray(value)) return "that is an array, not a coroutine; spread it with ...";
    return `that is ${article(value.constructor?.name ?? "object")}, not a coroutine`;
  }
  return `that is a ${typeof value} (${String(value)}), not a coroutine`;
}

function article(name: string): string {
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}
