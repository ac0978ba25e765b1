import type { ErrorClass } from "../kernel/error-matcher.ts";
import { Future, PENDING } from "../kernel/future.ts";
import type { Loop } from "../kernel/loop.ts";
import { BridgeHost, defaultGrace } from "./bridge-host.ts";
import type { Thread } from "./thread.ts";

/** The result of a call that a thread is at. Cancelling it aborts the call there, which then is a stray. */
export class RemoteFuture extends Future<unknown> {
  readonly thread: Thread;
  readonly id: number;
  /** What was called, as the user would write it. */
  readonly label: string;
  /** Local classes that errors of this call may be instances of. */
  readonly errors: readonly ErrorClass[];

  constructor(loop: Loop, thread: Thread, id: number, label: string, errors: readonly ErrorClass[]) {
    super(loop);
    this.thread = thread;
    this.id = id;
    this.label = label;
    this.errors = errors;
  }

  override get about(): string {
    return `at ${this.label} in the thread`;
  }

  override cancel(message?: string): boolean {
    if (this.state !== PENDING) return false;
    // First of all: the thread may refuse the call itself while it is told, and a call that is cancelled must not end twice.
    super.cancel(message);
    this.thread.abort(this, message, graceOf(this.loop));
    return true;
  }
}

function graceOf({ host }: Loop): number {
  return host instanceof BridgeHost ? host.cancelGrace : defaultGrace;
}
