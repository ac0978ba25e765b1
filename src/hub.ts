/** The threads of this calling thread, and the place of its default one: made when first needed. */
import { platform } from "#platform";
import { ThreadPlace } from "./bridge/bridge-host.ts";
import { handleProxy } from "./bridge/handle.ts";
import { Hub } from "./bridge/hub.ts";

let hub: Hub | undefined;
let defaultPlace: ThreadPlace | undefined;

export function theHub(): Hub {
  hub ??= new Hub(platform, handleProxy, platform.spins);
  return hub;
}

export function theDefaultPlace(): ThreadPlace {
  defaultPlace ??= new ThreadPlace(theHub(), {});
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
  while (!thread.ready) {
    thread.requireAlive("start the thread");
    await new Promise((resolve) => setTimeout(resolve, readyPoll));
    thread.drain();
    thread.checkLife();
  }
}
