/** Properties that are put on a thing that has arrived. */
import type { Own, Slot } from "./table.ts";

/** The value that a slot stands for. */
export type Get = (slot: Slot) => unknown;

/** The first `enumerable` of the string keys can be seen; all by default. */
export function fillOwn(thing: object, own: Own, get: Get, enumerable: number = own.keys.length): void {
  own.keys.forEach((key, index) => {
    define(thing, key, get(own.values[index]), index < enumerable);
  });
  fillSymbols(thing, own.symbols, get);
}

/** Keys and values in turn. */
export function fillSymbols(thing: object, symbols: readonly Slot[] | undefined, get: Get): void {
  for (let i = 0; i < (symbols?.length ?? 0); i += 2)
    define(thing, get(symbols?.[i]) as symbol, get(symbols?.[i + 1]), true);
}

/** As `{ [key]: value }` does it: `__proto__` is a key like any other. */
export function define(target: object, key: string | symbol, value: unknown, enumerable: boolean): void {
  if (enumerable && key !== "__proto__" && !Object.hasOwn(target, key))
    (target as Record<string | symbol, unknown>)[key] = value;
  else Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: true });
}
