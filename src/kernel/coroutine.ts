import { atUser, type Entry } from "../users-line.ts";

/** Coroutines, and the values that people pass by mistake instead of one. */

declare const suspend: unique symbol;

/** The value that a coroutine yields to its loop. Opaque: `yield*` produces and consumes it. */
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

/** A computation that does nothing until a loop runs it. Every `Generator<Suspend, T>` is a coroutine. */
export interface Coroutine<out T> {
  /** Opens it; nothing of it runs yet. */
  [Symbol.iterator](): Suspended<T>;
}

/** Coroutines of this package, recognised by class so that they need not be probed. */
export abstract class Awaitable {
  /** @internal Can be waited for any number of times, so that nothing is used up by running it. */
  get reusable(): boolean {
    return true;
  }
}

const USED = 0;

/**
 * A mark on a coroutine that nobody sees, that a frozen one takes too, and that no proxy is asked about: a private field, put on
 * by a constructor whose base returns the object. A WeakSet takes a microsecond each, five times what a task takes otherwise
 * (bench/alternatives/branding.mjs).
 */
class Mark extends (function identity(coroutine: object) {
  return coroutine;
} as unknown as new (
  coroutine: object,
) => object) {
  #mark: number;

  private constructor(coroutine: object, mark: number) {
    super(coroutine);
    this.#mark = mark;
  }

  static get(coroutine: object): number | undefined {
    return #mark in coroutine ? (coroutine as Mark).#mark : undefined;
  }

  static set(coroutine: object, mark: number): void {
    if (#mark in coroutine) (coroutine as Mark).#mark = mark;
    else new Mark(coroutine, mark);
  }
}

/** Take a coroutine for running and open it: from here on it cannot be run again. */
export function claim<T>(coroutine: Coroutine<T>): Suspended<T> {
  markUsed(coroutine);
  return coroutine[Symbol.iterator]();
}

/** Take a coroutine for running. @throws TypeError when it has been taken before; it is not touched then. */
export function markUsed(coroutine: Coroutine<unknown>): void {
  if (coroutine instanceof Awaitable && coroutine.reusable) return;
  if (Mark.get(coroutine) === USED) throw atUser(new TypeError(reuseMessage("run it")));
  Mark.set(coroutine, USED);
}

/** True when it has been run, or is being run. */
export function isUsed(coroutine: object): boolean {
  return Mark.get(coroutine) === USED;
}

let visits = 0;

/** A function that tells whether it has been asked about this coroutine before; reusable ones never count. */
export function duplicates(): (coroutine: Coroutine<unknown>) => boolean {
  const visit = ++visits;
  return (coroutine) => {
    if (coroutine instanceof Awaitable && coroutine.reusable) return false;
    if (Mark.get(coroutine) === visit) return true;
    Mark.set(coroutine, visit);
    return false;
  };
}

const again = "call its function again for a new one";

export function reuseMessage(action: string): string {
  return `Cannot ${action}: this coroutine has been run already; ${again}`;
}

/** The prototype that all generators of this realm inherit from. */
const generator: object = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})()));

/** Whether `value` can be run: it opens to an iterator with `next` and `throw`, without running any of it. */
export function isCoroutine(value: unknown): value is Coroutine<unknown> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  // A generator function written in place makes generators that V8 has not seen before: reading their properties is slow.
  if (value instanceof Awaitable || Object.prototype.isPrototypeOf.call(generator, value)) return true;
  const open = (value as Partial<Coroutine<unknown>>)[Symbol.iterator];
  if (typeof open !== "function") return false;
  const { next, throw: raise } = value as Partial<Suspended<unknown>>;
  if (typeof next === "function" && typeof raise === "function") return true;
  if (Array.isArray(value) || value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return false;
  const iterator: Partial<Suspended<unknown>> | null = open.call(value);
  return iterator !== null && typeof iterator.next === "function" && typeof iterator.throw === "function";
}

/**
 * Check what a public function was given; `name` is how the caller knows it, for example `run(): argument 2`.
 * @throws TypeError when it is no coroutine, or has been run already.
 */
export function requireCoroutine(value: unknown, name: string, entry?: Entry): asserts value is Coroutine<unknown> {
  if (!isCoroutine(value)) {
    const remedy = value === undefined ? "; did the function that makes it forget to return it?" : "";
    throw atUser(new TypeError(`${name} is ${misuse(value)}${remedy}`), entry);
  }
  if (isUsed(value)) throw atUser(new TypeError(`${name} has been run already; ${again}`), entry);
}

/** Says what a value that is no coroutine is, and what was probably meant: "a Promise, not a coroutine; ..." */
export function misuse(value: unknown): string {
  if (value === null || value === undefined) return `${value}, not a coroutine`;
  if (typeof value === "function") {
    return `the function ${value.name || "(anonymous)"}, not a coroutine; did you forget ()?`;
  }
  if (typeof value === "object") {
    if (typeof (value as { then?: unknown }).then === "function") {
      return (
        "a Promise, not a coroutine: it can never settle while this thread blocks; " +
        "load the module it comes from with load(), or use runAsync() with fromPromise()"
      );
    }
    if (typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === "function") {
      return "an async generator or iterable, not a coroutine: it cannot run in this thread; write function* instead of async function*";
    }
    if (Array.isArray(value)) return "an array, not a coroutine; spread it with ...";
    return `${article(value.constructor?.name ?? "object")}, not a coroutine`;
  }
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return `the ${typeof value} ${text}, not a coroutine`;
}

/** A value in a few words, for messages. Nothing of it is read: it may live in a thread. */
export function found(value: unknown): string {
  if (typeof value === "function")
    return `the function ${Object.getOwnPropertyDescriptor(value, "name")?.value || "(anonymous)"}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Awaitable) return "a coroutine";
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype
    ? "an object"
    : article(prototype.constructor?.name ?? "object");
}

function article(name: string): string {
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}
