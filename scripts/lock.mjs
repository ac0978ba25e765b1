// `npm run lock`: the lock files have the packages of every platform, so that `npm ci` works there. npm leaves out the binaries
// of other platforms when it writes a lock file beside a node_modules folder.
import { readFileSync } from "node:fs";

/** @typedef {{ dependencies?: object, devDependencies?: object, optionalDependencies?: object }} Package */

const folders = [
  "",
  "scripts/tools/chromium/",
  "scripts/tools/postgresql/",
  "scripts/tools/drivers/",
  "test/bundlers/",
  "test/libraries/",
  "test/package-types/",
];

const incomplete = folders.filter((folder) => {
  /** @type {{ packages: Record<string, Package> }} */
  const { packages } = JSON.parse(readFileSync(new URL(`../${folder}package-lock.json`, import.meta.url), "utf8"));
  const missing = Object.entries(packages).flatMap(([path, locked]) =>
    Object.keys({ ...locked.dependencies, ...locked.devDependencies, ...locked.optionalDependencies })
      .filter((name) => !finds(packages, path, name))
      .map((name) => `${folder}package-lock.json has no ${name}, which ${path || "package.json"} names`),
  );
  for (const line of missing) console.error(line);
  return missing.length > 0;
});
if (incomplete.length > 0) {
  console.error("Run `npm install --package-lock-only` in a copy of the folder that has no node_modules");
  process.exit(1);
}

/**
 * Whether the package in `path` finds another by its name: in each node_modules on the way up, as Node looks for it.
 * @param {Record<string, Package>} packages
 * @param {string} path
 * @param {string} name
 */
function finds(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (`${at}${at && "/"}node_modules/${name}` in packages) return true;
    if (at === "") return false;
  }
}
