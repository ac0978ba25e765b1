import { load, run } from "miniasync";
import { work } from "./peer.mjs";

export function openPeer() {
  const functions = /** @type {any} */ (load(work));
  return { call: (/** @type {string} */ name, /** @type {any[]} */ ...args) => run(functions[name](...args))[0] };
}
