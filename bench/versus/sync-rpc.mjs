import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const load = createRequire(import.meta.url);

export function openPeer() {
  const rpc = load("sync-rpc");
  // It takes one argument, and ends its process when this one ends.
  const call = rpc(fileURLToPath(new URL("threads/sync-rpc.cjs", import.meta.url)), undefined);
  return { call: (/** @type {string} */ name, /** @type {any[]} */ ...args) => call({ name, args }) };
}
