/** Node, Bun and Deno: where the program of the thread is. */
declare const __filename: string | undefined;

/** Its name in this package, and where somebody has bundled it. */
const names = ["miniasync-worker.cjs", "miniasync-worker.mjs", "miniasync-worker.js"];

/**
 * The file of the thread: beside this one, in this package as in a bundle that has it too; or still in this package, as a bundle
 * finds it.
 * @throws Error that says how to bundle.
 */
export function workerFile(): URL {
  const own = ownUrl();
  const { existsSync } = process.getBuiltinModule("node:fs");
  const { createRequire } = process.getBuiltinModule("node:module");
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  // Not written as one expression: bundlers would take that for a file to include, or for a worker of the web.
  for (const name of names) {
    const file = new URL(name, own);
    if (existsSync(file)) return file;
  }
  try {
    return pathToFileURL(createRequire(own).resolve("miniasync/worker"));
  } catch (cause) {
    throw new Error(
      `Cannot start the thread: its file is not beside the bundle ${own}, and package miniasync is not found from there; keep miniasync out of the bundle (external), or put miniasync/worker, which is one file, beside it as miniasync-worker.cjs`,
      { cause },
    );
  }
}

/** The file that this is in: a bundle, perhaps, and in CommonJS perhaps. */
function ownUrl(): string {
  const url: string | undefined = import.meta.url;
  if (typeof url === "string") return url;
  const { join } = process.getBuiltinModule("node:path");
  return process
    .getBuiltinModule("node:url")
    .pathToFileURL(typeof __filename === "string" ? __filename : join(process.cwd(), "bundle.js")).href;
}
