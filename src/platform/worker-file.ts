/** Node, Bun and Deno: where the program of the thread is. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

declare const __filename: string | undefined;

/** What a bundle keeps of this package's worker: its file has a name of its own then. */
const besideBundle = ["miniasync-worker.mjs", "miniasync-worker.js"];

/**
 * The file of the thread. In this package it has its place. In a bundle it is beside that, if it was bundled too, or still in this
 * package, as the bundle finds it.
 * @throws Error that says how to bundle.
 */
export function workerFile(): URL {
  const own = ownUrl();
  // Not written as one expression: bundlers would take that for a file to include, or for a worker of the web.
  if (/\/platform\/worker-file\.[jt]s$/.test(own)) return new URL("../worker.js", own);
  for (const name of besideBundle) {
    const file = new URL(name, own);
    if (existsSync(file)) return file;
  }
  try {
    return pathToFileURL(createRequire(own).resolve("miniasync/worker"));
  } catch (cause) {
    throw new Error(
      `Cannot start the thread: its file is not beside the bundle ${own}, and package miniasync is not found from there; keep miniasync out of the bundle (external), or bundle miniasync/worker as miniasync-worker.mjs beside it`,
      { cause },
    );
  }
}

/** The file that this is in: a bundle, perhaps, and in CommonJS perhaps. */
function ownUrl(): string {
  const url: string | undefined = import.meta.url;
  if (typeof url === "string") return url;
  return pathToFileURL(typeof __filename === "string" ? __filename : join(process.cwd(), "bundle.js")).href;
}
