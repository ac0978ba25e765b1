// Packages that only one command needs: `npm ci` does not install them.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where they are, with a folder for each command. */
export const cache = fileURLToPath(new URL("../node_modules/.cache/", import.meta.url));

/**
 * Installs packages into a folder of the cache, unless these very ones are there.
 *
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} dependencies by the names of their folders, as in a package.json
 * @param {readonly string[]} [options] of npm
 */
export function installCached(folder, dependencies, options = []) {
  const manifest = JSON.stringify({ private: true, dependencies });
  const installed = `${folder}installed.json`;
  if (read(installed) === manifest) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}package.json`, manifest);
  console.log(`Installing ${Object.keys(dependencies).join(", ")}`);
  // Install scripts only look for what is named here already.
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", ...options];
  const { status } = spawnSync("npm", args, { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error("Cannot install the packages: npm failed, see above");
  writeFileSync(installed, manifest);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
