import { atUser } from "../users-line.ts";
import type { ClassAbout, HandleNode } from "../wire/nodes.ts";
import type { Home } from "./calls.ts";
import type { Member } from "./outbox.ts";

/** A thing that lives in a thread. */
export interface HandleState {
  readonly kind: "handle";
  readonly thread: Home;
  readonly id: number;
  readonly is: HandleNode["is"];
  /** The name of a function or class; "" for others. */
  readonly name: string;
  readonly class: number;
  readonly about: ClassAbout;
  readonly own: readonly string[];
  released: boolean;
}

/** A method of such a thing, by its name. */
interface Method {
  readonly kind: "method";
  readonly of: HandleState;
  readonly key: string;
}

/** A thing of the other side that a local object stands for. */
export type Stand = Member | HandleState | Method | { readonly kind: "signal" };

const stands = new WeakMap<object, Stand>();

/** Let `local` stand for `stand` wherever it is sent. */
export function standsFor<T extends object>(local: T, stand: Stand): T {
  stands.set(local, stand);
  return local;
}

export function standOf(value: unknown): Stand | undefined {
  return (typeof value === "object" && value !== null) || typeof value === "function" ? stands.get(value) : undefined;
}

/** The name of a thing of the other side in messages. */
export function labelOf(stand: Stand): string {
  switch (stand.kind) {
    case "member":
      return stand.label;
    case "handle":
      return handleLabel(stand);
    case "method":
      return `${handleLabel(stand.of)}.${stand.key}`;
    case "signal":
      return "signal";
    default:
      return stand satisfies never;
  }
}

export function handleLabel(handle: HandleState): string {
  const { is, name, about, id } = handle;
  if (is === "function" || is === "class") return `${is} ${name || "(anonymous)"}#${id}`;
  return `${is === "promise" ? "Promise" : about.name || "Object"}#${id}`;
}

/** The key of the function whose text `util.inspect` prints. */
export const inspectSymbol: unique symbol = Symbol.for("nodejs.util.inspect.custom");

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

/** A method that all functions have. It is of this side, and calls the stand-in that it is called on. */
export function functionMethod(key: string): unknown {
  return key === "call" || key === "apply" || key === "bind" ? Function.prototype[key] : undefined;
}

/** Refuse the keys that await, JSON and coercion ask for. @throws TypeError with the remedy for these keys. */
export function refuseCoercion(key: string | symbol, label: () => string): void {
  if (key === "then") {
    throw atUser(
      new TypeError(
        `Cannot await ${label()}: it lives in a thread, and is no promise; use yield* in a coroutine, or run()`,
      ),
    );
  }
  if (key === "toJSON") {
    throw atUser(
      new TypeError(
        `Cannot turn ${label()} into JSON: it lives in a thread; get its data first, with a method or property of it`,
      ),
    );
  }
  if (key === Symbol.toPrimitive) {
    throw atUser(
      new TypeError(`Cannot convert ${label()} to a primitive: it lives in a thread; call it or read a property of it`),
    );
  }
}

/** The text that `util.inspect` prints for traps. */
const brief = (): string => "…";

/** Let the REPL, which shows the traps of every proxy, print a few characters for these. */
export function shownBriefly<T extends object>(traps: T): T {
  return Object.assign(traps, { [inspectSymbol]: brief });
}

/** Traps of a proxy that refuse every change. */
export function readOnly(
  label: () => string,
  remedy = "call a function there that changes it",
): Pick<ProxyHandler<object>, "set" | "defineProperty" | "deleteProperty" | "setPrototypeOf"> {
  const refuse = (): never => {
    throw atUser(new TypeError(`Cannot change ${label()}: it lives in a thread; ${remedy}`), refuse);
  };
  return shownBriefly({ set: refuse, defineProperty: refuse, deleteProperty: refuse, setPrototypeOf: refuse });
}
