// A bare thread that is told which module to import, and what to call in it.
const { AsyncLocalStorage } = require("node:async_hooks");
const { workerData } = require("node:worker_threads");

const contexts = new AsyncLocalStorage();
workerData.port.once("message", (/** @type {[url: string, name: string, ...args: unknown[]]} */ [url, name, ...args]) =>
  contexts.run(1, async () => {
    const { [name]: called } = await import(url);
    workerData.port.postMessage(await called(...args));
    Atomics.add(workerData.words, 0, 1);
    Atomics.notify(workerData.words, 0);
  }),
);
