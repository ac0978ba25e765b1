import { CallRequest } from "../kernel/call.ts";
import { type Coroutine, claim, type Suspend } from "../kernel/coroutine.ts";

/**
 * Like `yield* coroutine`, at constant cost whatever the depth: recursion through `call` neither overflows the stack nor makes
 * each switch pass through every level. Takes no tick of its own.
 *
 * @param coroutine run in the same task, so that cancelling the task reaches it.
 * @returns what it returns.
 * @throws what it throws.
 */
export function* call<T>(coroutine: Coroutine<T>): Generator<Suspend, T> {
  return yield* new CallRequest(claim(coroutine));
}
