import { labelOf, standOf } from "./in-caller/stand-ins.ts";
import { type Coroutine, isCoroutine, isUsed, requireCoroutine } from "./kernel/coroutine.ts";
import type { ErrorMatcher } from "./kernel/error-matcher.ts";
import { noTime } from "./primitives/arguments.ts";
import { atUser, type Entry } from "./users-line.ts";

/** How a run ends, and when. */
export interface RunOptions<X extends readonly ErrorMatcher[] = readonly ErrorMatcher[]> {
  /** Errors that take the place of a result instead of ending the run: classes, or objects with `Symbol.hasInstance`. */
  readonly returnExceptions?: X | undefined;
  /** A deadline for the whole run, in milliseconds. Its TimeoutError is thrown, whatever `returnExceptions` lists. */
  readonly timeout?: number | undefined;
  /**
   * How long coroutines that are cancelled may clean up, in milliseconds; 2,000 by default. Then their waits end at once with
   * CancelledError, and those that still go on are abandoned, which `suppressed()` tells.
   */
  readonly cleanupGrace?: number | undefined;
  /** How long the run waits for calls that were cancelled to end in their thread, in milliseconds; 250 by default. */
  readonly cancelGrace?: number | undefined;
  /** Calls that have not ended then end by themselves, with a warning, or their thread is ended. "detach" by default. */
  readonly strays?: "detach" | "terminate" | undefined;
}

/** The arguments of `run`, checked. */
export interface RunArguments<O> {
  readonly coroutines: readonly Coroutine<unknown>[];
  readonly options: O;
}

const known = ["returnExceptions", "timeout", "cleanupGrace", "cancelGrace", "strays"];

/** Tell coroutines and options apart, and check all of them. @throws TypeError or RangeError before anything has run. */
export function runArguments<O extends RunOptions>(
  name: string,
  args: readonly unknown[],
  more: readonly string[] = [],
): RunArguments<O> {
  const last = args[args.length - 1];
  // Undefined alone is no options: a function forgot to return its coroutine.
  const hasOptions =
    args.length > 0 && !isCoroutine(last) && (last === undefined ? args.length > 1 : isPlainObject(last));
  const coroutines = (hasOptions ? args.slice(0, -1) : args) as readonly Coroutine<unknown>[];
  // By index, and with no text made for what is right: this is the way of every run. (bench/small-call.mjs)
  for (let index = 0; index < coroutines.length; index++) {
    const coroutine = coroutines[index];
    if (!isCoroutine(coroutine) || isUsed(coroutine)) refuse(coroutine, `${name}: argument ${index + 1}`);
  }
  if (coroutines.length > 1) requireDistinct(name, coroutines);
  if (!hasOptions) return { coroutines, options: none as O };
  const options = (last ?? none) as O;
  checkOptions(name, options, [...known, ...more]);
  return { coroutines, options };
}

const none: RunOptions = {};

function refuse(value: unknown, argument: string): void {
  if (isPlainObject(value) && !isCoroutine(value)) {
    throw atUser(new TypeError(`${argument} is an object, not a coroutine; options go last`));
  }
  const stand = standOf(value);
  if (stand?.kind === "handle" && !isCoroutine(value)) {
    throw atUser(
      new TypeError(
        `${argument} is the handle ${labelOf(stand)}, not a coroutine; call one of its methods, or read a property with get()`,
      ),
    );
  }
  requireCoroutine(value, argument);
}

function requireDistinct(name: string, coroutines: readonly Coroutine<unknown>[]): void {
  if (new Set(coroutines).size === coroutines.length) return;
  const twice = coroutines.findIndex((coroutine, index) => coroutines.indexOf(coroutine) !== index);
  throw atUser(
    new TypeError(
      `${name}: argument ${twice + 1} is a coroutine that is given twice; call its function again for another one`,
    ),
  );
}

function checkOptions(name: string, options: RunOptions, names: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!names.includes(key))
      throw atUser(new TypeError(`${name}: there is no option ${JSON.stringify(key)}; there are ${names.join(", ")}`));
  }
  const { returnExceptions, strays } = options;
  requireTime(name, "timeout", options.timeout);
  requireTime(name, "cleanupGrace", options.cleanupGrace);
  requireTime(name, "cancelGrace", options.cancelGrace);
  if (returnExceptions !== undefined) {
    if (!Array.isArray(returnExceptions))
      throw atUser(
        new TypeError(
          `${name}: returnExceptions is ${typeof returnExceptions === "function" ? "a class" : String(returnExceptions)}, not an array of error classes; write returnExceptions: ${remedyOf(returnExceptions)}`,
        ),
      );
    returnExceptions.forEach((matcher: unknown, index) => {
      requireMatcher(name, matcher, index);
    });
  }
  if (strays !== undefined && strays !== "detach" && strays !== "terminate") {
    throw atUser(new RangeError(`${name}: strays is ${JSON.stringify(strays)}, not "detach" or "terminate"`));
  }
}

/** @throws TypeError or RangeError for anything but a time, or none. */
export function requireTime(name: string, option: string, value: unknown, entry?: Entry): void {
  if (value === undefined) return;
  if (typeof value !== "number") throw atUser(new TypeError(`${name}: ${option} is ${noTime(value)}`), entry);
  if (Number.isNaN(value) || value < 0)
    throw atUser(new RangeError(`${name}: ${option} is ${value}, not a number of milliseconds from 0 on`), entry);
}

/** @throws TypeError for options that are no object, or have others than these. `name` is of the function that has been called. */
export function requireKnown(name: string, options: unknown, names: readonly string[], entry?: Entry, of = ""): void {
  if (!isPlainObject(options))
    throw atUser(
      new TypeError(
        `${name}: options is ${options === null ? "null" : typeof options === "object" ? "an instance of a class" : `a ${typeof options}`}, not an object of options`,
      ),
      entry,
    );
  for (const key of Object.keys(options as object)) {
    if (names.includes(key)) continue;
    const what = of === "" ? "there is" : `${of} has`;
    throw atUser(
      new TypeError(`${name}: ${what} no option ${JSON.stringify(key)}; there are ${names.join(", ")}`),
      entry,
    );
  }
}

function requireMatcher(name: string, matcher: unknown, index: number): void {
  const isObject = (typeof matcher === "object" && matcher !== null) || typeof matcher === "function";
  const test: unknown = isObject ? (matcher as { [Symbol.hasInstance]?: unknown })[Symbol.hasInstance] : undefined;
  const own = test !== Function.prototype[Symbol.hasInstance];
  // An ordinary function has no prototype to compare with, or one that no error has: `(e) => e instanceof X` is a usual mistake.
  const isClass = typeof matcher === "function" && typeof (matcher as { prototype?: unknown }).prototype === "object";
  if (typeof test === "function" && (own || isClass)) return;
  const what = typeof matcher === "function" ? "a function that is no class" : textOfMatcher(matcher);
  throw atUser(
    new TypeError(
      `${name}: returnExceptions[${index}] is ${what}; give an error class, or an object with [Symbol.hasInstance](error)`,
    ),
  );
}

/** A text is shown as one: without its quotes it would look like the class of that name. */
function textOfMatcher(matcher: unknown): string {
  return typeof matcher === "string" ? `the string ${JSON.stringify(matcher)}` : String(matcher);
}

/** The list to write for what was given instead of one. */
function remedyOf(given: unknown): string {
  return typeof given === "function" && given.name !== "" ? `[${given.name}]` : "[Error]";
}

export function isPlainObject(value: unknown): boolean {
  // A handle shows no class of its own.
  if (typeof value !== "object" || value === null || standOf(value) !== undefined) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
