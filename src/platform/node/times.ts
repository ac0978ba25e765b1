/**
 * The clock and the timers of this platform as they are when this file is loaded: tests put fakes in the place of the globals, and
 * whoever waits for real time must not stand still with them.
 */

// Those of the module: a sandbox, as Jest has them, may have other globals from the beginning.
const timers: typeof import("node:timers") = process.getBuiltinModule("node:timers");
export const setTimeout: typeof timers.setTimeout = timers.setTimeout;
export const clearTimeout: typeof timers.clearTimeout = timers.clearTimeout;
export const setInterval: typeof timers.setInterval = timers.setInterval;
export const clearInterval: typeof timers.clearInterval = timers.clearInterval;
export const setImmediate: typeof timers.setImmediate = timers.setImmediate;
export const nextTick: typeof process.nextTick = process.nextTick;

/** Milliseconds of a clock that never goes back. */
export const now: () => number = makeClock();

function makeClock(): () => number {
  // Deno computes the other from this one.
  if ("Deno" in globalThis) return performance.now.bind(performance);
  // Node loads `performance` when it is first asked for, which takes most of a millisecond.
  const { bigint } = process.hrtime;
  const inMilliseconds = (): number => Number(bigint()) / 1e6;
  // A whole number: what is added to a time later must not be rounded away.
  const origin = Math.floor(inMilliseconds());
  return () => inMilliseconds() - origin;
}
