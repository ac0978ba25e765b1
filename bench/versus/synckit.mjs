import { createSyncFn } from "synckit";

export function openPeer() {
  return { call: createSyncFn(new URL("threads/synckit.mjs", import.meta.url)) };
}
