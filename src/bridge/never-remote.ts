/** What every stand-in for a remote thing has in common: some names are never looked up in the thread. */

const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");

/** Let util.inspect print `text` for a proxy of this target. Configurable, or else `ownKeys` of the proxy had to list it. */
export function printAs<T extends object>(target: T, text: () => string): T {
  Object.defineProperty(target, inspectSymbol, { value: () => `[remote ${text()}]`, configurable: true });
  return target;
}

/** The target of a proxy that can be called and constructed. An arrow function is no constructor, and neither is its proxy. */
export function callableTarget(): () => void {
  function target(): void {}
  return target;
}

/** For keys that are asked for by await, JSON and coercion. @throws TypeError with the remedy for these keys. */
export function refuseCoercion(key: string | symbol, label: () => string): void {
  if (key === "then") {
    throw new TypeError(
      `Cannot await ${label()}: it lives in a thread, and is no promise; use yield* in a coroutine, or run()`,
    );
  }
  if (key === "toJSON") {
    throw new TypeError(
      `Cannot turn ${label()} into JSON: it lives in a thread; get its data first, with a method or property of it`,
    );
  }
  if (key === Symbol.toPrimitive) {
    throw new TypeError(
      `Cannot convert ${label()} to a primitive: it lives in a thread; call it or read a property of it`,
    );
  }
}

/** Traps that say no. */
export function readOnly(
  label: () => string,
): Pick<ProxyHandler<object>, "set" | "defineProperty" | "deleteProperty" | "setPrototypeOf"> {
  const refuse = (): never => {
    throw new TypeError(`Cannot change ${label()}: it lives in a thread; call a function there that changes it`);
  };
  return { set: refuse, defineProperty: refuse, deleteProperty: refuse, setPrototypeOf: refuse };
}
