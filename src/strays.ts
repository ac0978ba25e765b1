import type { BridgeHost, ThreadPlace } from "./bridge/bridge-host.ts";
import type { RemoteFuture } from "./bridge/remote-future.ts";
import type { Thread } from "./bridge/thread.ts";
import { ThreadExitedError } from "./errors.ts";
import type { Loop } from "./kernel/loop.ts";

/** What becomes of the calls that a run has cancelled and that have not ended. */
export class Strays {
  readonly #loop: Loop;
  readonly #host: BridgeHost;

  constructor(loop: Loop, host: BridgeHost) {
    this.#loop = loop;
    this.#host = host;
  }

  /** Block until they have ended, or their time of grace has. */
  wait(): void {
    const { hub } = this.#host;
    for (let left = this.timeLeft(); left > 0; left = this.timeLeft()) {
      hub.flush();
      if (!hub.drain()) hub.sleep(left);
    }
  }

  /** How long they are waited for, in milliseconds; 0 when none is left that could end. */
  timeLeft(): number {
    let left = 0;
    for (const thread of this.#host.hub.threads) {
      // What can never end is not waited for.
      if (thread.pending.strays.size === 0 || thread.idle) continue;
      const now = this.#host.hub.platform.now();
      let any = false;
      for (const stray of this.#of(thread)) {
        any = true;
        left = Math.max(left, (thread.pending.strays.get(stray) as number) - now);
      }
      // Nor is a thread given up, with all that others have there, before it has had time to say that it listens.
      if (any) left = Math.max(left, (thread.answersUntil ?? now) - now);
    }
    return left;
  }

  /** End their threads; or let them be, with a warning that names them. */
  settle(mode: "detach" | "terminate"): void {
    for (const thread of [...this.#host.hub.threads]) {
      thread.endIfSilent();
      const strays = thread.pending.strays.size === 0 ? [] : [...this.#of(thread)];
      if (strays.length === 0) continue;
      if (mode === "terminate") {
        thread.end(
          new ThreadExitedError(
            `Cannot go on: the thread was ended, for ${named(strays)} went on after being cancelled, and strays is "terminate"`,
          ),
        );
      } else this.#detach(thread, strays);
    }
  }

  /** The loop ends, and its own thread with it: nobody need be told of what goes on there. */
  endWith(own: ThreadPlace | undefined): void {
    const thread = own?.current;
    for (const stray of thread === undefined ? [] : [...this.#of(thread)]) thread?.pending.strays.delete(stray);
    this.settle("detach");
  }

  #detach(thread: Thread, strays: readonly RemoteFuture[]): void {
    for (const stray of strays) thread.pending.strays.delete(stray);
    if (thread.idle) return; // They wait for what never comes: nothing goes on.
    const subject =
      strays.length === 1 ? "A call that was cancelled goes" : `${strays.length} calls that were cancelled go`;
    this.#host.warn(
      `${subject} on in the thread: ${named(strays)}. Pass \`signal\` to what can stop, or use the option strays: "terminate"`,
    );
  }

  *#of(thread: Thread): Iterable<RemoteFuture> {
    for (const future of thread.pending.strays.keys()) if (future.loop === this.#loop) yield future;
  }
}

/** So many calls are named; a run may leave thousands behind. */
const namedCalls = 10;

function named(strays: readonly RemoteFuture[]): string {
  const names = strays.slice(0, namedCalls).map(({ label }) => label);
  const rest = strays.length - names.length;
  return rest > 0 ? `${names.join(", ")} and ${rest} more` : names.join(", ");
}
