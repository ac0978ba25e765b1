import type { ErrorClass } from "../kernel/error-matcher.ts";
import type { Node } from "../wire/nodes.ts";
import type { Request } from "../wire/protocol.ts";
import type { Home, Place } from "./calls.ts";

/** A call, as its callee sees it. */
export interface CallOf {
  /** Undefined for a request without arguments. */
  readonly callArgs: readonly unknown[] | undefined;
  readonly constructs: boolean;
  /** The object that a function is called on. */
  readonly calledOn: unknown;
}

/** Something in a thread that can be asked for: a function, a property, the next items of an iteration. */
export interface Callee {
  /** How often it was called. */
  made: number;
  /** Local classes that errors of a call may be instances of. */
  readonly errors: readonly ErrorClass[];
  /** Whether any thread can answer, so that one may be started for it. */
  readonly anywhere: boolean;
  /** The text of a call, as the user would write it. */
  label(call: CallOf): string;
  /** Find its thread, or those that may do it. @throws LoopError, LoopClosedError or ThreadExitedError when it cannot be reached. */
  home(place: Place): Pick<Home, "request">;
  /** The thread, where there is no choice; undefined where it may be unreachable. */
  present(place: Place): Home | undefined;
  compose(home: Home, call: CallOf, id: number, value: unknown, nodes: readonly Node[] | undefined): Request;
}
