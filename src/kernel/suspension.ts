import { limitStacks } from "../errors.ts";
import { ofThisCopy } from "./copies.ts";
import type { Suspend } from "./coroutine.ts";

// A suspending coroutine yields one of three constant tokens up its `yield*` chain to the task, and leaves beside them what the
// token is about. So suspending allocates nothing, and a value that was yielded by mistake can never be taken for a token.
function token(name: string): IteratorYieldResult<Suspend> {
  return Object.freeze({ done: false, value: Object.freeze({ suspend: name, ...ofThisCopy }) as unknown as Suspend });
}

const waiting = token("wait");
const calling = token("call");
/** Returned from `next()` by an operation that gives way for one tick. */
export const turning: IteratorYieldResult<Suspend> = token("turn");

/** Wait for a future. */
export const WAIT: Suspend = waiting.value;
/** Run a coroutine on a frame of its own: `call()`. */
export const CALL: Suspend = calling.value;
/** Give way for one tick: `sleep(0)`. */
export const TURN: Suspend = turning.value;

/** The future that is waited for, or the request of a `call()`. */
let subject: object | undefined;
let probing = false;
let trace: Error | undefined;

/** The result of the `next()` of a future while it is pending, and of that of a call at first. */
export function suspendOn(what: object, how: Suspend): IteratorYieldResult<Suspend> {
  if (probing) trace = wholeStack();
  subject = what;
  return how === WAIT ? waiting : calling;
}

/** The subject of the token that was yielded last. */
export function takeSubject(): unknown {
  const taken = subject;
  subject = undefined;
  return taken;
}

/** While this is true, the `next()` of anything that can be waited for must suspend again, even if it is done. */
export function isProbed(): boolean {
  return probing;
}

/** An error whose stack leads from where `enter` is called through the coroutine to where that suspends again. */
export function probe(enter: () => void): Error {
  probing = true;
  try {
    enter();
  } finally {
    probing = false;
    subject = undefined;
  }
  return trace as Error;
}

/** Whoever was asking has been ended by force. Nothing begins to run while somebody asks. */
export function forgetProbe(): void {
  probing = false;
}

/** An error with the whole physical stack, whatever limit is set. */
export function wholeStack(): Error {
  const limit = limitStacks(Number.POSITIVE_INFINITY);
  const error = new Error();
  limitStacks(limit);
  return error;
}
