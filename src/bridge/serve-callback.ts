import { CancelledError, LoopClosedError } from "../errors.ts";
import { type Coroutine, isCoroutine } from "../kernel/coroutine.ts";
import { CANCELLED, type Future, RETURNED } from "../kernel/future.ts";
import { runningLoopOrNone } from "../kernel/loop.ts";
import type { Callback } from "./callbacks.ts";
import type { Reply } from "./protocol.ts";
import type { Thread } from "./thread.ts";

/** A thread calls a function of the caller's. */
export function serveCallback(thread: Thread, request: Extract<Reply, { kind: "callback" }>): void {
  const callback = thread.callbacks.get(request.callback);
  try {
    if (callback === undefined) throw new LoopClosedError("Cannot call it: the caller has released this function");
    const args = thread.decode(request, []) as unknown[];
    const on = request.on === undefined ? undefined : thread.callbacks.owner(request.on);
    const call = (): unknown => Reflect.apply(callback.function, on, args);
    if (callback.generator) spawnCallback(thread, request.id, callback, call);
    else callNow(thread, request.id, callback, call);
  } catch (error) {
    thread.answer(request.id, false, error, request.blocking);
    thread.flush();
  }
}

/** The thread stands still until this returns. */
function callNow(thread: Thread, id: number, callback: Callback, call: () => unknown): void {
  thread.serving++;
  let ok = true;
  let value: unknown;
  try {
    value = call();
    if (isCoroutine(value)) {
      const { name } = callback.function;
      throw new TypeError(
        `Cannot wait for ${name ? `the coroutine that ${name} returned` : "the coroutine that a callback returned"}: the thread stands still for a plain function; make it a generator function (function*), and write yield*`,
      );
    }
  } catch (error) {
    ok = false;
    value = error;
  } finally {
    thread.serving--;
  }
  thread.answer(id, ok, value, true);
  thread.flush();
}

/** The thread goes on, with a promise. */
function spawnCallback(thread: Thread, id: number, callback: Callback, call: () => unknown): void {
  const own = callback.loop;
  const loop = own !== undefined && !own.closed ? own : runningLoopOrNone();
  if (loop === undefined)
    throw new LoopClosedError("Cannot call it: the run that this generator function was passed to is over");
  const task = loop.spawn(call() as Coroutine<unknown>, callback.function.name || undefined);
  task.addListener({
    wake(source) {
      const { state, outcome } = source as Future<unknown>;
      source?.retrieved();
      thread.answer(
        id,
        state === RETURNED,
        state === CANCELLED ? new CancelledError(outcome instanceof Error ? outcome.message : undefined) : outcome,
        false,
      );
    },
  });
}
