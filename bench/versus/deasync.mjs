import { createRequire } from "node:module";
import { work } from "./peer.mjs";

const load = createRequire(import.meta.url);

/** No thread: it turns this thread's own event loop from within. */
export async function openPeer() {
  const deasync = load("deasync");
  const functions = await import(work);
  return {
    call: deasync((/** @type {string} */ name, /** @type {any[]} */ ...rest) => {
      const done = rest.pop();
      functions[name](...rest).then((/** @type {unknown} */ value) => done(null, value), done);
    }),
  };
}
