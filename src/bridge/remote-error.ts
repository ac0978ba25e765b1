import {
  BrokenBarrierError,
  CancelledError,
  CloneError,
  DeadlockError,
  InvalidStateError,
  LoopClosedError,
  LoopError,
  QueueEmptyError,
  QueueFullError,
  ThreadExitedError,
  TimeoutError,
} from "../errors.ts";
import type { Border } from "./border.ts";
import { define, fillOwn, type Get } from "./own.ts";
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

/** The classes of this package by the code of their errors: names may have been changed by a minifier. */
const own: Readonly<Record<string, { readonly prototype: object } | undefined>> = {
  MINIASYNC_BROKEN_BARRIER: BrokenBarrierError,
  MINIASYNC_CANCELLED: CancelledError,
  MINIASYNC_CLONE: CloneError,
  MINIASYNC_DEADLOCK: DeadlockError,
  MINIASYNC_INVALID_STATE: InvalidStateError,
  MINIASYNC_LOOP: LoopError,
  MINIASYNC_LOOP_CLOSED: LoopClosedError,
  MINIASYNC_QUEUE_EMPTY: QueueEmptyError,
  MINIASYNC_QUEUE_FULL: QueueFullError,
  MINIASYNC_THREAD_EXITED: ThreadExitedError,
  MINIASYNC_TIMEOUT: TimeoutError,
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
  border.twins.came(error, node.twin);
  border.revived(error, node.classes, node.chain);
  return error;
}

/** What the error has of its own, which may contain it. */
export function fillError(node: ErrorNode, error: object, get: Get): void {
  fillOwn(error, node, get, node.enumerable);
  if (node.stack !== undefined) define(error, "stack", get(node.stack), false);
}

function revive(node: ErrorNode, border: Border): Error {
  const code = node.values[node.keys.indexOf("code")];
  const custom = border.errorPrototype(node.chain) ?? (typeof code === "string" ? own[code]?.prototype : undefined);
  if (custom === undefined && node.chain[0] === "DOMException" && typeof DOMException !== "undefined") {
    return new DOMException(node.message, node.name);
  }
  const error = new Error(node.message);
  void error.stack; // Made when first asked for, of a name that by then may be anything.
  const prototype = custom ?? builtInPrototype(node.chain);
  Object.setPrototypeOf(error, prototype);
  if (error.name !== node.name && !node.keys.includes("name")) {
    define(error, "name", node.name, false);
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
