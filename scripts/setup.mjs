// Everything that a fresh clone lacks: the tools, if they are missing or older than the lock file, and dist/.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";

/** @param {string} file */
const modified = (file) => statSync(new URL(`../${file}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;

export async function setup() {
  // npm writes this file when an installation is complete.
  if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) install();
  // Not before: it needs what has been installed.
  const { build } = await import("./build.mjs");
  await build();
}

function install() {
  // Not `npm ci`: it refuses a lock file made where the registry did not have the binaries of every platform.
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund"], {
    cwd: new URL("../", import.meta.url),
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}
