import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deserialize } from "node:v8";
import { work } from "./peer.mjs";

const folder = fileURLToPath(new URL("../../node_modules/.cache/bench/", import.meta.url));
const program = `${folder}node_modules/await-sync/mod.js`;

/** It is installed apart from the others: the range of Node that its only dependency names is none, which engine-strict refuses. */
function install() {
  if (existsSync(program)) return;
  mkdirSync(folder, { recursive: true });
  const args = ["install", "--prefix", folder, "--no-engine-strict", "--no-audit", "--no-fund", "await-sync@1.0.3"];
  const { status } = spawnSync("npm", args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error("Cannot install await-sync: npm failed, see above");
}

export async function openPeer() {
  install();
  const { createWorker } = await import(program);
  // It gives its thread the flags of this process, of which a thread refuses --expose-gc.
  process.execArgv.length = 0;
  // It gives back bytes alone. Its functions see nothing of what is around them here, and the module is imported once.
  const inThread = async (/** @type {string} */ url, /** @type {string} */ name, /** @type {any[]} */ ...args) => {
    const there = /** @type {any} */ (globalThis);
    there.work ??= await import(url);
    there.v8 ??= await import("node:v8");
    return there.v8.serialize(await there.work[name](...args));
  };
  const call = createWorker()(inThread, deserialize);
  return { call: (/** @type {string} */ name, /** @type {any[]} */ ...args) => call(work, name, ...args) };
}
