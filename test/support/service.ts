import { Worker } from "node:worker_threads";

/** A web service in a thread of its own, for tests that block theirs. */
export interface Service {
  readonly url: string;
  close(): Promise<void>;
}

/** Start what service-thread.mjs describes, and wait until it listens. */
export async function startService(): Promise<Service> {
  const worker = new Worker(new URL("./service-thread.mjs", import.meta.url));
  const port = await new Promise<number>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  return { url: `http://127.0.0.1:${port}`, close: async () => void (await worker.terminate()) };
}
