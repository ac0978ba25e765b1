/** The threads of this calling thread, and the place of its default one: made when first needed. */
import { platform } from "#platform";
import { handleProxy } from "./in-caller/handle.ts";
import { ThreadPlace } from "./in-caller/place.ts";
import { Threads } from "./in-caller/threads.ts";

let threads: Threads | undefined;
let defaultPlace: ThreadPlace | undefined;

export function theThreads(): Threads {
  threads ??= new Threads(platform, handleProxy);
  return threads;
}

export function theDefaultPlace(): ThreadPlace {
  defaultPlace ??= new ThreadPlace(theThreads(), {});
  return defaultPlace;
}

/**
 * Starts the default thread ahead of the first call, for those who know that one is coming: about 5 ms now, instead of about
 * 30 ms then. Does not block for it, and does nothing when the thread has started.
 */
export function warm(): void {
  theDefaultPlace().get();
}

/** The time between two looks at whether the thread is ready, in milliseconds. */
const readyPoll = 1;

/**
 * Prepares what cannot be started while this thread blocks: in browsers, await it once before the first `run`. Its default thread
 * is ready then. Elsewhere there is nothing to prepare.
 *
 * @throws through the promise: Error when the thread cannot be started, with the reason.
 */
export async function init(): Promise<void> {
  if (platform.init === undefined) return;
  await platform.init();
  const thread = theDefaultPlace().get();
  while (!thread.liveness.pulse.ready) {
    thread.liveness.requireAlive("start the thread");
    await new Promise<void>((resolve) => platform.after(readyPoll, resolve));
    thread.inspect();
  }
}
