import { isAsyncFunction, isGeneratorFunction } from "./in-caller/callbacks.ts";
import { found } from "./kernel/coroutine.ts";
import type { Clock } from "./kernel/host.ts";
import type { ThreadOptions } from "./platform/platform.ts";
import { isPlainObject, requireKnown, requireTime } from "./run-options.ts";
import { atUser, type Entry } from "./users-line.ts";

/** The clock of a loop, its times, and its thread. */
export interface LoopOptions {
  /** Another clock than the real one, such as a VirtualClock. */
  readonly clock?: Clock | undefined;
  /** How long coroutines of its runs, and at its end, may clean up when they are cancelled, in milliseconds; 2,000 by default. */
  readonly cleanupGrace?: number | undefined;
  /** Options of a thread of its own, or "shared" for the default thread. */
  readonly thread?: ThreadOptions | "shared" | undefined;
}

/** The arguments of `loop`, checked. */
export interface LoopArguments<L> {
  readonly body: ((loop: L) => unknown) | undefined;
  readonly options: LoopOptions;
}

/** @throws TypeError or RangeError before anything has been made. */
export function loopArguments<L>(args: readonly unknown[], entry: Entry): LoopArguments<L> {
  const [first, second] = args;
  const body = typeof first === "function" ? (first as LoopArguments<L>["body"]) : undefined;
  if (body !== undefined && (isGeneratorFunction(body) || isAsyncFunction(body))) {
    const kind = isAsyncFunction(body) ? "an async" : "a generator";
    throw atUser(
      new TypeError(
        `loop(): the body is ${kind} function, which would go on after the loop is closed; write a plain function that calls loop.run(...)`,
      ),
      entry,
    );
  }
  const options = (body === undefined ? first : second) ?? {};
  requireKnown("loop()", options, ["clock", "thread", "cleanupGrace"], entry, "loop()");
  requireTime("loop()", "cleanupGrace", (options as LoopOptions).cleanupGrace, entry);
  checkClock((options as LoopOptions).clock, entry);
  checkThread((options as LoopOptions).thread, entry);
  return { body, options };
}

function checkClock(clock: unknown, entry: Entry): void {
  if (clock === undefined) return;
  const { now, advanceTo } = Object(clock) as Partial<Clock>;
  if (typeof now !== "function" || typeof advanceTo !== "function")
    throw atUser(new TypeError("loop(): clock has no now() and advanceTo(time)"), entry);
}

function checkThread(thread: unknown, entry: Entry): void {
  if (thread === undefined || thread === "shared") return;
  if (typeof thread === "string")
    throw atUser(new RangeError(`loop(): thread is ${JSON.stringify(thread)}, not "shared" or options`), entry);
  if (!isPlainObject(thread))
    throw atUser(new TypeError(`loop(): thread is ${found(thread)}, not "shared" or options`), entry);
  requireKnown("loop()", thread, ["execArgv", "env", "resourceLimits", "imports", "patience"], entry, "thread");
  const { execArgv, env, resourceLimits, imports, patience } = thread as ThreadOptions;
  requireTime("loop()", "thread.patience", patience, entry);
  if (execArgv !== undefined && !isArrayOf(execArgv, (item) => typeof item === "string"))
    throw atUser(new TypeError("loop(): thread.execArgv is no array of strings"), entry);
  if (imports !== undefined && !isArrayOf(imports, (item) => typeof item === "string" || item instanceof URL)) {
    throw atUser(new TypeError("loop(): thread.imports is no array of strings and URLs"), entry);
  }
  if (env !== undefined && (typeof env !== "object" || env === null))
    throw atUser(new TypeError("loop(): thread.env is no object of strings"), entry);
  if (resourceLimits !== undefined && !isPlainObject(resourceLimits))
    throw atUser(new TypeError("loop(): thread.resourceLimits is no object of numbers"), entry);
}

function isArrayOf(value: unknown, test: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}
