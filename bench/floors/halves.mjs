// The floor of work that computes: bare workers, each of which is told once which part of the tasks is its own, and does it.
import { isMainThread, parentPort, Worker } from "node:worker_threads";

/** @param {string} module of the functions @param {number} count of workers */
export function openHalves(module, count) {
  const workers = Array.from({ length: count }, () => new Worker(new URL(import.meta.url), { workerData: { module } }));
  return {
    /** @param {string} name @param {readonly unknown[]} tasks */
    call: (name, tasks) =>
      Promise.all(
        workers.map(
          (worker, index) =>
            new Promise((resolve) => {
              worker.once("message", resolve);
              worker.postMessage({ module, name, tasks: tasks.filter((_, i) => i % count === index) });
            }),
        ),
      ),
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  port.on("message", async ({ module, name, tasks }) => {
    const functions = await import(module);
    const results = [];
    for (const task of tasks) results.push(await functions[name](task));
    port.postMessage(results);
  });
}
