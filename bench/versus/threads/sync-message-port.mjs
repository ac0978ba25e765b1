import { workerData } from "node:worker_threads";
import { SyncMessagePort } from "sync-message-port";

/** @type {any} */
const work = await import("../../work.mjs");
const port = new SyncMessagePort(workerData);
port.on("message", async ([name, args]) => port.postMessage(await work[name](...args)));
