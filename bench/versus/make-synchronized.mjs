import { makeModuleSynchronized } from "make-synchronized";
import { work } from "./peer.mjs";

export function openPeer() {
  const module = /** @type {Record<string, any>} */ (makeModuleSynchronized(work));
  /** @type {Map<string, Function>} */
  const functions = new Map();
  return {
    call(/** @type {string} */ name, /** @type {any[]} */ ...args) {
      let call = functions.get(name);
      if (call === undefined) {
        call = /** @type {Function} */ (module[name]);
        functions.set(name, call);
      }
      return call(...args);
    },
  };
}
