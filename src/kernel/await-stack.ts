import type { Suspend, Suspended } from "./coroutine.ts";
import type { Task } from "./task.ts";

/**
 * Where a suspended task waits, innermost frame first.
 *
 * Asking costs nothing until asked: `next()` on a suspended coroutine re-enters its whole `yield*` chain down to the thing it
 * waits for, and that yields itself again before any user code runs. An error made there has exactly that chain as its stack.
 */
export function awaitStack(task: Task<unknown>): readonly string[] {
  const innermost = task.waiting as Suspended<unknown> | undefined;
  if (innermost === undefined) return [];
  const frames = probe(task.iterator, innermost);
  for (let i = (task.frames?.length ?? 0) - 1; i >= 0; i--) {
    const { iterator, request } = (task.frames as NonNullable<typeof task.frames>)[i] as { iterator: Suspended<unknown>; request: Suspended<unknown> };
    frames.push(...probe(iterator, request));
  }
  return frames;
}

function probe(iterator: Suspended<unknown>, innermost: Suspended<unknown>): string[] {
  const limit = Error.stackTraceLimit;
  const prepare = Error.prepareStackTrace;
  let stack = "";
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  // A hook of the user's may give something that is no string.
  Error.prepareStackTrace = undefined as unknown as typeof prepare;
  Object.defineProperty(innermost, "next", {
    configurable: true,
    value: function miniasyncWaits() {
      stack = new Error().stack ?? "";
      return { done: false, value: innermost as unknown as Suspend };
    },
  });
  try {
    (function miniasyncProbe() {
      iterator.next();
    })();
  } finally {
    Reflect.deleteProperty(innermost, "next");
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = prepare;
  }
  const lines = stack.split("\n").map((line) => line.trim());
  const start = lines.findIndex((line) => line.includes("miniasyncWaits"));
  const end = lines.findIndex((line) => line.includes("miniasyncProbe"));
  return lines.slice(start + 1, end).filter((line) => line.startsWith("at "));
}
