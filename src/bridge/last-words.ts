import { ThreadExitedError } from "../errors.ts";
import type { Payload, Reply } from "./protocol.ts";

/** What a thread's last message says of its end. `ready`: it had begun to serve. `exit`: what it ended itself with. */
export function lastWords(
  reply: Extract<Reply, { kind: "exit" }>,
  ready: boolean,
  exit: (code: number) => string,
  decode: (payload: Payload) => unknown,
): ThreadExitedError {
  const { code: exitCode, stderr } = reply;
  const what = ready ? "go on: the thread ended by" : "start the thread: it ended by";
  if (!reply.failed) return new ThreadExitedError(`Cannot ${what} ${exit(exitCode)}`, { exitCode, stderr });
  const cause = decode(reply);
  return new ThreadExitedError(`Cannot ${what} an error that nobody caught: ${describe(cause)}`, {
    exitCode,
    stderr,
    cause,
  });
}

function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "something that has no text";
  }
}
