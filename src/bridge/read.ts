import { LoopError } from "../errors.ts";
import type { ErrorClass } from "../kernel/error-matcher.ts";
import type { Request } from "./protocol.ts";
import type { Thread } from "./thread.ts";

/**
 * Ask a thread something, and block until it answers. Coroutines stand still meanwhile; what arrives for them is kept.
 * @throws what the answer is, ThreadExitedError when the thread dies, TimeoutError at the deadline of the innermost run.
 */
export function readNow(
  thread: Thread,
  label: string,
  message: (id: number) => Request,
  errors: readonly ErrorClass[],
): unknown {
  const { hub } = thread;
  const why = hub.platform.whyNotBlock();
  if (why !== undefined)
    throw new LoopError(`Cannot read ${label}: that blocks, and ${why}; or write yield* get(handle, key)`);
  const reading = thread.ask(message);
  hub.flush();
  while (reading.reply === undefined && !reading.failed) {
    // Others may keep sending: the deadline holds all the same.
    if (!hub.drain()) hub.sleep(hub.timeLeft());
    if (reading.reply === undefined && !reading.failed) hub.requireTime(thread, label);
  }
  if (reading.failed) throw reading.error;
  const { reply } = reading;
  const value = thread.decode(reply as NonNullable<typeof reply>, errors);
  if (reply?.kind === "throw") throw value;
  return value;
}
