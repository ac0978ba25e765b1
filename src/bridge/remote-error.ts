import type { Border } from "./border.ts";
import type { ErrorNode } from "./table.ts";

const builtIn: Readonly<Record<string, ErrorConstructor | AggregateErrorConstructor | undefined>> = {
  Error,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/**
 * An error with the class, name and message of one from the other side. Its own properties and its stack are filled in later,
 * for they may contain it. Constructors do not run again: they did when it was made.
 */
export function reviveError(node: ErrorNode, border: Border): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error = revive(node, border);
  Error.stackTraceLimit = limit;
  border.revived(error, node.classes);
  return error;
}

function revive(node: ErrorNode, border: Border): Error {
  const custom = border.errorPrototype(node.chain);
  if (custom === undefined && node.chain[0] === "DOMException" && typeof DOMException !== "undefined") {
    return new DOMException(node.message, node.name);
  }
  const error = new Error(node.message);
  const prototype = custom ?? builtInPrototype(node.chain);
  Object.setPrototypeOf(error, prototype);
  if (error.name !== node.name && !node.keys.includes("name")) {
    Object.defineProperty(error, "name", { value: node.name, enumerable: false, configurable: true, writable: true });
  }
  return error;
}

function builtInPrototype(chain: readonly string[]): object {
  for (const name of chain) {
    const known = builtIn[name];
    if (known !== undefined) return known.prototype;
  }
  return Error.prototype;
}
