/** Node, Bun and Deno: where the program of the thread is. */
import type { Worker, WorkerOptions } from "node:worker_threads";

declare const __filename: string;

/** Its name in this package, where somebody has bundled it, and in an executable by `bun build --compile`, which keeps folders. */
const names = [
  "miniasync-worker.cjs",
  "miniasync-worker.mjs",
  "miniasync-worker.js",
  "node_modules/miniasync/dist/miniasync-worker.js",
];

/** Deno and Bun name less than Node has. */
type Sea = Pick<typeof import("node:sea"), "isSea" | "getAsset"> | undefined;

/** Start the thread's program in a worker. @throws Error that says how to bundle; what the runtime throws. */
export function startProgram(options: WorkerOptions): Worker {
  const program = threadProgram();
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  return new Worker(program, { ...options, eval: typeof program === "string" });
}

/**
 * The program of the thread, as `Worker` takes it: its file, beside this one, in this package as in a bundle that has it too, or still
 * in this package, as a bundle finds it; or its text, which a single executable application of Node has as an asset.
 * @throws Error that says how to bundle.
 */
function threadProgram(): URL | string {
  const own = ownUrl();
  const { existsSync } = process.getBuiltinModule("node:fs");
  const { createRequire } = process.getBuiltinModule("node:module");
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  // Not written as one expression: bundlers would take that for a file to include, or for a worker of the web.
  for (const name of names) {
    const file = new URL(name, own);
    if (existsSync(file)) return file;
  }
  const sea = process.getBuiltinModule("node:sea") as Sea;
  if (sea?.isSea() === true) return asset(sea);
  try {
    return pathToFileURL(createRequire(own).resolve("miniasync/worker"));
  } catch (cause) {
    throw new Error(
      `Cannot start the thread: its file is not beside the bundle ${own}, and package miniasync is not found from there; keep miniasync out of the bundle (external), or put miniasync/worker, which is one file, beside it as miniasync-worker.cjs`,
      { cause },
    );
  }
}

function asset(sea: NonNullable<Sea>): string {
  try {
    return sea.getAsset("miniasync-worker.cjs", "utf8");
  } catch (cause) {
    throw new Error(
      'Cannot start the thread: this executable does not have its program; write "assets": { "miniasync-worker.cjs": "node_modules/miniasync/dist/miniasync-worker.cjs" } into the configuration that it is made by',
      { cause },
    );
  }
}

/** The file that this is in: a bundle, perhaps. webpack names files of the machine that made the bundle, or what an ES module has not. */
function ownUrl(): string {
  const { existsSync } = process.getBuiltinModule("node:fs");
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  const url: string | undefined = import.meta.url;
  if (typeof url === "string" && existsSync(new URL(url))) return url;
  const file = scriptFile() ?? runningFile() ?? process.getBuiltinModule("node:path").join(process.cwd(), "bundle.js");
  return file.startsWith("file:") ? file : pathToFileURL(file).href;
}

/** The file of this script, if it is one. */
function scriptFile(): string | undefined {
  try {
    return process.getBuiltinModule("node:fs").existsSync(__filename) ? __filename : undefined;
  } catch {
    return undefined;
  }
}

/** The file of this function, as a path or a URL; undefined where others make the stacks, or there are none. */
function runningFile(): string | undefined {
  const { isAbsolute } = process.getBuiltinModule("node:path");
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 100; // In webpack's "eval" modules only the frame of who loaded them has a file.
    Error.prepareStackTrace = (_, sites) =>
      sites
        .map((site) => site.getFileName())
        .find((file) => file != null && (file.startsWith("file:") || isAbsolute(file)));
    const { stack } = new Error() as { readonly stack?: unknown };
    return typeof stack === "string" ? stack : undefined;
  } catch {
    return undefined;
  } finally {
    Reflect.set(Error, "prepareStackTrace", prepareStackTrace);
    Reflect.set(Error, "stackTraceLimit", stackTraceLimit);
  }
}
