import { Worker } from "node:worker_threads";
import { SyncMessagePort } from "sync-message-port";

export function openPeer() {
  const { port1, port2 } = SyncMessagePort.createChannel();
  const port = new SyncMessagePort(port1);
  const worker = new Worker(new URL("threads/sync-message-port.mjs", import.meta.url), {
    workerData: port2,
    transferList: [port2],
  });
  worker.unref();
  return {
    call(/** @type {string} */ name, /** @type {any[]} */ ...args) {
      port.postMessage([name, args]);
      return port.receiveMessage();
    },
    close: () => worker.terminate(),
  };
}
