import type { Imports } from "../wire/imports.ts";

/** The caller, as the stubs of its functions reach it. */
export interface CallsBack {
  /** Stand still until the answer. `on` is the number of the object that the function is called on. */
  callBlocking(callback: number, args: unknown[], on: number | undefined): unknown;
  callWaiting(callback: number, args: unknown[], on: number | undefined): Promise<unknown>;
  /** Release a function or an object of the caller's that had arrived so often. */
  release(number: number, arrivals: number): void;
  /** Tell the caller that a class is gone that it was told of. */
  classless(number: number): void;
}

/** A function of the caller's, as its message describes it. */
interface Described {
  readonly id: number;
  readonly generator: boolean;
  readonly name: string;
  readonly length: number;
}

/** The stub of a function of the caller's: it calls that function, on the object there that it is called on a copy of here. */
export function makeStub({ id, generator, name, length }: Described, caller: CallsBack, copies: Imports): object {
  const owner = (on: unknown): number | undefined =>
    (typeof on === "object" || typeof on === "function") && on !== null ? copies.numberOf(on) : undefined;
  // Methods: unlike functions they are no constructors, and unlike arrows they are called on something.
  const { stub } = generator
    ? {
        stub(this: unknown, ...args: unknown[]): unknown {
          return noValue(caller.callWaiting(id, args, owner(this)), name);
        },
      }
    : {
        stub(this: unknown, ...args: unknown[]): unknown {
          return caller.callBlocking(id, args, owner(this));
        },
      };
  Object.defineProperty(stub, "name", { value: name, configurable: true });
  Object.defineProperty(stub, "length", { value: length, configurable: true });
  return stub;
}

/** Let a promise say what it is where a value is needed at once: as the result of a comparator it would count as NaN. */
function noValue(promise: Promise<unknown>, name: string): Promise<unknown> {
  Object.defineProperty(promise, Symbol.toPrimitive, {
    value() {
      promise.catch(() => {}); // Nobody waits for it.
      throw new TypeError(
        `Cannot use the result of ${name || "a callback"}: it is a generator function, which gives a promise, but a value is needed at once; make it a plain function`,
      );
    },
  });
  return promise;
}
