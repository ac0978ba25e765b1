import { type Coroutine, duplicates, misuse, requireCoroutine } from "../kernel/coroutine.ts";

/** Check all before any is started, so that a mistake leaves nothing half done. Tasks may be given twice, coroutines may not. */
export function requireCoroutines(values: unknown, caller: string): asserts values is readonly Coroutine<unknown>[] {
  if (!Array.isArray(values)) {
    throw new TypeError(`Cannot run ${caller}: it takes an array of coroutines, but ${misuse(values)}`);
  }
  const isDuplicate = duplicates();
  for (let index = 0; index < values.length; index++) {
    const value: unknown = values[index];
    requireCoroutine(value, `${caller} argument [${index}]`);
    if (!isDuplicate(value)) continue;
    throw new TypeError(
      `Cannot run ${caller} argument [${index}]: the same coroutine is given twice; call its function again`,
    );
  }
}

/** A number of milliseconds, as a deadline. */
export function requireDelay(value: unknown, caller: string): asserts value is number {
  if (typeof value !== "number") {
    throw new TypeError(`Cannot ${caller}: the time is a ${typeof value}, not a number of milliseconds`);
  }
  if (Number.isNaN(value)) throw new RangeError(`Cannot ${caller}: the time is NaN, not a number of milliseconds`);
}

/** A function that makes a coroutine. */
export function requireFunction(value: unknown, caller: string): void {
  if (typeof value !== "function") {
    throw new TypeError(`Cannot run ${caller}: it takes a generator function, but ${misuse(value)}`);
  }
}
