import { CallRequest } from "../kernel/call-request.ts";
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
 * ```ts
 * import { type Coroutine, call, run } from "miniasync";
 * interface Tree {
 *   readonly child?: Tree;
 * }
 * function* depth(tree: Tree | undefined): Coroutine<number> {
 *   return tree === undefined ? 0 : 1 + (yield* call(depth(tree.child)));
 * }
 * console.log(run(depth({ child: {} }))); // [ 2 ]
 * ```
 */
export function call<T>(coroutine: Coroutine<T>): Coroutine<T> {
  requireCoroutine(coroutine, "call(): the argument", call);
  return new CallRequest(coroutine);
}
