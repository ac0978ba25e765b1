import { type Coroutine, duplicates, isCoroutine, misuse, requireCoroutine } from "../kernel/coroutine.ts";
import { atUser, type Entry } from "../users-line.ts";

/** Check all before any is started, so that a mistake leaves nothing half done. Tasks may be given twice, coroutines may not. */
export function requireCoroutines(
  values: unknown,
  caller: string,
  entry: Entry,
): asserts values is readonly Coroutine<unknown>[] {
  if (!Array.isArray(values)) {
    const remedy = isCoroutine(values) ? `it takes an array; write ${caller.slice(0, -1)}[a, b])` : misuse(values);
    throw atUser(new TypeError(`${caller}: the argument is no array of coroutines: ${remedy}`), entry);
  }
  const isDuplicate = duplicates();
  for (let index = 0; index < values.length; index++) {
    const value: unknown = values[index];
    requireCoroutine(value, `${caller}: item [${index}]`, entry);
    if (!isDuplicate(value)) continue;
    throw atUser(
      new TypeError(`${caller}: item [${index}] is a coroutine that is given twice; call its function again`),
      entry,
    );
  }
}

/** A number of milliseconds, as a deadline. */
export function requireDelay(value: unknown, caller: string, entry?: Entry): asserts value is number {
  if (typeof value !== "number") throw atUser(new TypeError(`${caller}: the time is ${noTime(value)}`), entry);
  if (Number.isNaN(value))
    throw atUser(new RangeError(`${caller}: the time is NaN, not a number of milliseconds`), entry);
}

const units: Readonly<Record<string, number | undefined>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/** Says what a value is that is no number of milliseconds, and what to write for it. */
export function noTime(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : `a ${typeof value}`;
  const [, amount, unit = "ms"] = /^\s*([\d.]+)\s*([a-z]*)\s*$/.exec(String(value)) ?? [];
  const milliseconds = Number(amount) * (units[unit || "ms"] ?? Number.NaN);
  const digits = String(milliseconds).replace(/\B(?=(\d{3})+$)/g, "_");
  return `${text}, not a number of milliseconds${Number.isInteger(milliseconds) ? `; write ${digits}` : ""}`;
}

/** A function that makes a coroutine. */
export function requireFunction(value: unknown, caller: string, entry?: Entry): void {
  if (typeof value === "function") return;
  const found = isCoroutine(value) ? "a coroutine: pass the function, without ()" : misuse(value);
  throw atUser(new TypeError(`${caller}: the argument is no generator function but ${found}`), entry);
}
