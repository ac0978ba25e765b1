/** Node, Bun and Deno: the caller's side, on node:worker_threads. */
import { availableParallelism } from "node:os";
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, receiveMessageOnPort, SHARE_ENV, Worker, type WorkerOptions } from "node:worker_threads";
import { nodeRuntime } from "./node-runtime.ts";
import type { Boot, Platform, ThreadEnd, ThreadOptions } from "./platform.ts";

function startThread(boot: Boot, options: ThreadOptions): ThreadEnd {
  const { port1, port2 } = new MessageChannel();
  const workerOptions: WorkerOptions = {
    workerData: { miniasync: boot, port: port2 },
    transferList: [port2],
    env: options.env === undefined ? SHARE_ENV : { ...options.env },
    // Read by nobody: the thread writes to the descriptors itself. Without these Node would set up pipes and listeners.
    stdout: true,
    stderr: true,
    name: "miniasync",
  };
  if (options.execArgv !== undefined) workerOptions.execArgv = [...options.execArgv];
  if (options.resourceLimits !== undefined)
    workerOptions.resourceLimits = { ...options.resourceLimits } as NonNullable<WorkerOptions["resourceLimits"]>;
  const worker = new Worker(new URL("../worker.js", import.meta.url), workerOptions);
  worker.unref();
  // Without a listener an error of the thread would end the whole process later. What killed it is told over the wire.
  let gone = false;
  worker.on("error", () => {});
  worker.on("exit", () => {
    gone = true;
  });
  port1.unref();
  return {
    post(message, transfer) {
      port1.postMessage(message, transfer as never);
    },
    receive() {
      return receiveMessageOnPort(port1);
    },
    onMessage(listener) {
      port1.removeAllListeners("message");
      if (listener === undefined) return;
      port1.on("message", listener);
    },
    isAlive() {
      // Undocumented, and found to hold on Node 20 to 26: true as long as the other end exists, undefined after.
      return !gone && ((port1 as { postMessage(message: unknown): unknown }).postMessage([]) ?? false) === true;
    },
    terminate() {
      gone = true;
      void worker.terminate();
      port1.close();
    },
  };
}

export const platform: Platform = {
  ...nodeRuntime,
  mayBlock: true,
  // MINIASYNC_SPIN=0 switches it off: it only makes small calls faster.
  spins: availableParallelism() > 1 && process.env.MINIASYNC_SPIN !== "0",
  startThread,
  warn(message) {
    process.emitWarning(message, "MiniasyncWarning");
  },
  toUrl(pathOrUrl) {
    return isAbsolute(pathOrUrl) ? pathToFileURL(pathOrUrl).href : pathOrUrl;
  },
};
