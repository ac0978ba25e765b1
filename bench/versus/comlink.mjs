import { Worker } from "node:worker_threads";

// Under other names for the type checker, whose libraries lack what their declarations need.
const { wrap } = await import(String("comlink"));
const { default: nodeEndpoint } = await import(String("comlink/dist/esm/node-adapter.mjs"));

/** Never blocks: for callers that may await. */
export function openPeer() {
  const worker = new Worker(new URL("threads/comlink.mjs", import.meta.url));
  worker.unref();
  const functions = wrap(nodeEndpoint(worker));
  return {
    call: (/** @type {string} */ name, /** @type {any[]} */ ...args) => functions[name](...args),
    close: () => worker.terminate(),
  };
}
