import type { BridgeHost } from "./bridge/bridge-host.ts";
import type { RemoteFuture } from "./bridge/remote-future.ts";
import type { Thread } from "./bridge/thread.ts";
import { ThreadExitedError } from "./errors.ts";
import type { Loop } from "./kernel/loop.ts";

/** Block until the cancelled calls of a loop have ended, or their time of grace has; then do with them as `mode` says. */
export function settleStrays(loop: Loop, host: BridgeHost, mode: "detach" | "terminate"): void {
  const { hub } = host;
  for (let until = latest(loop, hub.threads); until !== undefined; until = latest(loop, hub.threads)) {
    const left = until - hub.platform.now();
    if (left <= 0) break;
    hub.flush();
    if (!hub.drain()) hub.sleep(left);
  }
  host.giveUpSilent();
  for (const thread of hub.threads) {
    const strays = [...straysOf(loop, thread)];
    if (strays.length === 0) continue;
    const names = strays.map(({ label }) => label).join(", ");
    if (mode === "terminate") {
      thread.end(
        new ThreadExitedError(
          `Cannot go on: the thread was ended, for ${names} went on after being cancelled, and strays is "terminate"`,
        ),
      );
      continue;
    }
    for (const stray of strays) thread.pending.strays.delete(stray);
    const subject =
      strays.length === 1 ? "A call that was cancelled goes" : `${strays.length} calls that were cancelled go`;
    hub.platform.warn(
      `${subject} on in the thread: ${names}. Pass \`signal\` to what can stop, or use the option strays: "terminate"`,
    );
  }
}

function* straysOf(loop: Loop, thread: Thread): Iterable<RemoteFuture> {
  for (const future of thread.pending.strays.keys()) if (future.loop === loop) yield future;
}

/** The end of the last time of grace. */
function latest(loop: Loop, threads: Iterable<Thread>): number | undefined {
  let last: number | undefined;
  for (const thread of threads) {
    for (const stray of straysOf(loop, thread)) {
      const until = thread.pending.strays.get(stray) as number;
      if (last === undefined || until > last) last = until;
    }
  }
  return last;
}
