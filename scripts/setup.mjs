// Everything that a fresh clone lacks: the packages, if they are missing or older than the lock file, and dist/.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

export async function setup() {
  const status = install(root);
  if (status !== 0) process.exit(status);
  // Not before: it needs what has been installed.
  const { build } = await import("./build.mjs");
  await build();
}

/**
 * Install what the lock file of a folder says, unless that has been done.
 * @param {string} folder
 * @param {readonly string[]} [options] of npm
 * @returns the exit status of npm
 */
export function install(folder, options = []) {
  // npm writes this file when an installation is complete.
  if (modified(folder, "node_modules/.package-lock.json") >= modified(folder, "package-lock.json")) return 0;
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", ...options], {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  return status ?? 1;
}

/** @param {string} folder @param {string} file */
function modified(folder, file) {
  return statSync(`${folder}${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
