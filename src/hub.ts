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

/**
 * Prepares what cannot be started while this thread blocks: in browsers, call it once and await it before the first `run`.
 * Elsewhere there is nothing to prepare.
 */
export function init(): Promise<void> {
  return Promise.resolve();
}
