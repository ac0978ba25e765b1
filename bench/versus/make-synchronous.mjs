import makeSynchronous from "make-synchronous";
import { work } from "./peer.mjs";

export function openPeer() {
  // Its functions see nothing of what is around them here, and the module is imported once.
  const inThread = async (/** @type {string} */ url, /** @type {string} */ name, /** @type {any[]} */ ...args) => {
    const there = /** @type {any} */ (globalThis);
    there.work ??= await import(url);
    return there.work[name](...args);
  };
  const call = makeSynchronous(inThread);
  return { call: (/** @type {string} */ name, /** @type {any[]} */ ...args) => call(work, name, ...args) };
}
