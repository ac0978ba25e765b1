// The runtimes that miniasync is tested on, at exact versions, and where to get them: npm has all of them as packages.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * @typedef {"node" | "deno" | "bun"} Family
 *
 * @typedef {object} Runtime
 * @property {string} id as in `npm run test:runtimes -- node-22`
 * @property {string} title as in the table
 * @property {Family} family
 * @property {string} version what it must say of itself
 * @property {string} package the package with the binary for this machine
 * @property {string} binary where that is, once it is installed
 */

const cache = fileURLToPath(new URL("../../node_modules/.cache/runtimes/", import.meta.url));

const system = process.platform === "win32" ? "win" : process.platform;
const exe = process.platform === "win32" ? ".exe" : "";

/** @param {string} version @returns {Runtime} */
function node(version) {
  const major = version.split(".")[0];
  const id = `node-${major}`;
  const name = system === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  return {
    id,
    title: `Node ${major}`,
    family: "node",
    version,
    package: `${name}-${system}-${process.arch}`,
    binary: installed(id, `bin/node${exe}`),
  };
}

const denoSystem = { linux: "linux-{}-glibc", darwin: "darwin-{}", win: "win32-{}" }[/** @type {"linux"} */ (system)];
const bunSystem = { linux: "linux", darwin: "darwin", win: "windows" }[/** @type {"linux"} */ (system)];

/** @type {readonly Runtime[]} */
export const runtimes = [
  node("20.20.2"),
  node("22.23.3"),
  node("24.21.0"),
  node("26.10.0"),
  {
    id: "deno",
    title: "Deno",
    family: "deno",
    version: "2.9.6",
    package: `@deno/${denoSystem?.replace("{}", process.arch)}`,
    binary: installed("deno", `deno${exe}`),
  },
  {
    id: "bun",
    title: "Bun",
    family: "bun",
    version: "1.4.5",
    package: `@oven/bun-${bunSystem}-${process.arch === "arm64" ? "aarch64" : process.arch}`,
    binary: installed("bun", `bin/bun${exe}`),
  },
];

/** The Node that runs this. */
export const thisNode = {
  id: `node-${process.versions.node.split(".")[0]}`,
  family: /** @type {const} */ ("node"),
  version: process.versions.node,
  binary: process.execPath,
};

/** @param {string} id @param {string} path in the package */
function installed(id, path) {
  return `${cache}node_modules/${id}/${path}`;
}

/** Installs the runtimes that are missing or of another version: some 300 MB from the registry, once. */
export function installRuntimes() {
  const manifest = JSON.stringify({
    private: true,
    dependencies: Object.fromEntries(runtimes.map((it) => [it.id, `npm:${it.package}@${it.version}`])),
  });
  const installed = `${cache}installed.json`;
  if (read(installed) === manifest) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${cache}package.json`, manifest);
  console.log(`Installing ${runtimes.map(({ id, version }) => `${id} (${version})`).join(", ")}`);
  // Their install scripts only look for what is named here already.
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
  const { status } = spawnSync("npm", args, { cwd: cache, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error("Cannot install the runtimes: npm failed, see above");
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
