/** Tells of calls and primitives that nobody has waited for. */
import { platform } from "#platform";
import type { Loop } from "./kernel/loop.ts";
import { describeIdle, takeIdle } from "./kernel/never-waited.ts";

/** A run has ended well: warn of what was made in it and is not begun by the time that this thread no longer blocks. */
export function warnOfForgotten(loop: Loop): void {
  const idle = takeIdle(loop);
  if (idle.length === 0) return;
  platform.soon(() => {
    const message = describeIdle(idle, "write yield* before it");
    if (message !== undefined) platform.warn(message);
  });
}

/** Warn likewise, at the end, of what was made outside of any run. */
function warnAtEnd(): void {
  const message = describeIdle(takeIdle(undefined), "pass it to run()");
  if (message !== undefined) platform.warn(message);
}

platform.atEnd(warnAtEnd);
