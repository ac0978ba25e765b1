// How many workers the package has started in this thread, as Node starts them.
import { syncBuiltinESMExports } from "node:module";
import workerThreads from "node:worker_threads";

let started = 0;

export const countWorkers = () => started;

/** Begin, before the package is imported. */
countWorkers.start = () => {
  const { Worker } = workerThreads;
  workerThreads.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      started++;
    }
  };
  syncBuiltinESMExports();
};
