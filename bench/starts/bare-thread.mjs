import { workerData } from "node:worker_threads";

workerData.port.postMessage(2);
Atomics.add(workerData.words, 0, 1);
Atomics.notify(workerData.words, 0);
