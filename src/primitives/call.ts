import { CallRequest } from "../kernel/call.ts";
import { type Coroutine, requireCoroutine } from "../kernel/coroutine.ts";

/**
 * Like `yield* coroutine`, at constant cost whatever the depth: recursion through `call` neither overflows the stack nor makes
 * each switch pass through every level. Takes no tick of its own, and cancelling the task reaches the coroutine.
 *
 * @param coroutine run in the same task.
 * @returns what it returns.
 * @throws what it throws.
 * @throws TypeError at once when it is no coroutine, or has been run already.
 * @example
 * function* depth(tree) {
 *   return tree ? 1 + (yield* call(depth(tree.child))) : 0;
 * }
 */
export function call<T>(coroutine: Coroutine<T>): Coroutine<T> {
  requireCoroutine(coroutine, "call() argument");
  return new CallRequest(coroutine);
}
