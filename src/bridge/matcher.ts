import type { ErrorClass } from "../kernel/error-matcher.ts";
import { standOf } from "./known.ts";

/** The classes whose prototypes an error that comes back may get: outer ones first. */
const inForce: ErrorClass[][] = [];

const nothing = (): void => {};

/** From now until the function it gives is called, errors that come back may be instances of `classes`. */
export function holdErrorClasses(classes: readonly unknown[]): () => void {
  if (classes.length === 0) return nothing;
  const usable = classes.filter(
    (matcher): matcher is ErrorClass => typeof matcher === "function" && isLocalErrorClass(matcher),
  );
  inForce.push(usable);
  return () => {
    inForce.splice(inForce.lastIndexOf(usable), 1);
  };
}

/** The prototype of the first class in `chain` that a local class has the name of. */
export function localPrototype(chain: readonly string[], errors: readonly ErrorClass[]): object | undefined {
  for (const name of chain) {
    for (const list of [errors, ...inForce]) {
      const found = list.find((known) => known.name === name);
      if (found !== undefined) return found.prototype as object;
    }
  }
  return undefined;
}

function isLocalErrorClass(matcher: object): boolean {
  if (standOf(matcher) !== undefined) return false;
  const prototype: unknown = Object.getOwnPropertyDescriptor(matcher, "prototype")?.value;
  return typeof prototype === "object" && prototype !== null;
}
