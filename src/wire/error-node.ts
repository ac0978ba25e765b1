import {
  BrokenBarrierError,
  CancelledError,
  CloneError,
  DeadlockError,
  InterruptedError,
  InvalidStateError,
  LoopClosedError,
  LoopError,
  limitStacks,
  packageClass,
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
  ThreadExitedError,
  TimeoutError,
  textOf,
} from "../errors.ts";
import { type Border, Path } from "./border.ts";
import { accessorsOf, classNames, isDomException } from "./classes.ts";
import type { ErrorNode, Slot } from "./nodes.ts";

/** The table that an error becomes a node of. */
export interface Parts {
  readonly border: Border;
  slot(value: unknown, path: Path): Slot;
  symbols(value: object, path: Path): readonly Slot[] | undefined;
}

/** The node of an error. Parts that cannot be read or sent are left out: an error must arrive. */
export function errorNode(error: Error, path: Path, table: Parts): ErrorNode {
  const read = (key: string): unknown => {
    try {
      return (error as unknown as Record<string, unknown>)[key];
    } catch {
      return undefined;
    }
  };
  const named = Object.getOwnPropertyNames(error).filter((key) => key !== "stack" && key !== "message");
  const visible = named.filter((key) => Object.prototype.propertyIsEnumerable.call(error, key));
  const hidden = named.filter((key) => !visible.includes(key));
  if (isDomException(error)) hidden.push("name");
  else hidden.push(...accessorsOf(error).filter((key) => key !== "stack" && key !== "message" && key !== "name"));
  // Errors of Bun inherit their code, and so may those of a class that the other side does not know.
  if (!named.includes("code") && !hidden.includes("code") && typeof read("code") === "string") hidden.push("code");
  const keys = [...visible, ...hidden];
  const { twins } = table.border;
  return {
    kind: "error",
    twin: twins.numberOf(error),
    yours: twins.theirNumberOf(error),
    chain: classNames(error),
    own: packageClass(error),
    classes: table.border.classesOf(error),
    name: textOf(read("name")),
    message: textOf(read("message")),
    stack: table.slot(read("stack"), new Path(path, "stack", true)),
    keys,
    values: keys.map((key) => table.slot(read(key), new Path(path, key, true))),
    symbols: table.symbols(error, new Path(path, "", true)),
    enumerable: visible.length,
  };
}

const builtIn: Readonly<Record<string, { readonly prototype: object } | undefined>> = table({
  Error,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
});

/** The classes of this package by the names they have in it: a minifier may have changed those they have here. */
const own: Readonly<Record<string, { readonly prototype: object } | undefined>> = table({
  BrokenBarrierError,
  CancelledError,
  CloneError,
  DeadlockError,
  InvalidStateError,
  LoopClosedError,
  LoopError,
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
  ThreadExitedError,
  TimeoutError,
  InterruptedError,
});

/** A table without a prototype: names that have crossed must find nothing but its entries. */
function table<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T | undefined>> {
  return Object.assign(Object.create(null), entries);
}

/**
 * An error with the class, name and message of one from the other side. Its own properties and its stack are filled in later,
 * for they may contain it. Constructors do not run again: they did when it was made.
 */
export function reviveError(node: ErrorNode, border: Border): Error {
  const limit = limitStacks(0);
  const error = revive(node, border);
  limitStacks(limit);
  border.twins.came(error, node.twin);
  border.revived(error, node.classes, node.chain);
  return error;
}

function revive(node: ErrorNode, border: Border): Error {
  const custom = border.errorPrototype(node.chain) ?? own[node.own ?? ""]?.prototype;
  if (custom === undefined && node.chain[0] === "DOMException" && typeof DOMException !== "undefined") {
    return new DOMException(node.message, node.name);
  }
  const error = new Error(node.message);
  void error.stack; // Made when first asked for, of a name that by then may be anything.
  Object.setPrototypeOf(error, custom ?? namedPrototype(node.chain));
  if (error.name !== node.name && !node.keys.includes("name")) {
    Object.defineProperty(error, "name", { value: node.name, configurable: true, writable: true });
  }
  return error;
}

/** Prototypes of classes that this side does not know, by the names of the class and of those above it. */
const named = new Map<string, object>();

/** So many are kept. Classes can be made without end, and to know them again only makes two errors of one class equal. */
const mostNamed = 1000;

/** The prototype of the built-in class above, or one that is made from it for a class of another name. */
function namedPrototype(chain: readonly string[]): object {
  const at = chain.findIndex((name) => builtIn[name] !== undefined);
  const above = builtIn[chain[at] ?? "Error"]?.prototype ?? Error.prototype;
  const [name] = chain;
  if (at === 0 || name === undefined || name === "") return above;
  const key = chain.join("\n");
  let prototype = named.get(key);
  if (prototype === undefined) {
    const Above = above.constructor as ErrorConstructor;
    const Class = { [name]: class extends Above {} }[name];
    prototype = Class?.prototype ?? above;
    if (named.size >= mostNamed) named.clear();
    named.set(key, prototype);
  }
  return prototype;
}
