// `npm run test:layouts`: the package as it is published, where other tools than npm have laid it out, and where what runs it is no plain
// Node: it must work there, or do no harm and say what is wrong. `-- pnpm`: only those whose names contain the word.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { cache, installCached } from "../../scripts/install-cached.mjs";
import { runProcess } from "../../scripts/run-process.mjs";
import { setup } from "../../scripts/setup.mjs";

const tools = `${cache}layouts/`;
const versions = {
  "@yarnpkg/cli-dist": "4.18.1",
  jest: "30.5.2",
  "jest-environment-jsdom": "30.5.2",
  jsdom: "26.1.0",
  pnpm: "10.34.9",
  vitest: "4.1.12",
};
const yarn = `${tools}node_modules/@yarnpkg/cli-dist/bin/yarn.js`;
const pnpm = `${tools}node_modules/pnpm/bin/pnpm.cjs`;

await setup();
installCached(tools, versions);
// Outside the repository, whose node_modules would be found otherwise.
const folder = realpathSync(mkdtempSync(`${tmpdir()}/miniasync-layouts-`));

/**
 * What a program writes; an error where it fails.
 * @param {string} cwd
 * @param {readonly string[]} args the first is the program, for Node; or a flag of Node
 * @param {NodeJS.ProcessEnv} [more] variables
 * @param {string} [command] another program
 */
async function output(cwd, args, more, command = process.execPath) {
  const env = {
    ...process.env,
    ...more,
    NO_COLOR: "1",
    CI: "",
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_GLOBAL_CACHE: "0",
  };
  const { code, stdout, stderr, timedOut } = await runProcess(command, args, { deadlineMs: 60_000, cwd, env });
  if (code !== 0)
    throw new Error(`${args.join(" ")} ${timedOut ? "was killed" : `ended with ${code}`}:\n${stdout}${stderr}`);
  return `${stdout}${stderr}`;
}

/** @param {string} cwd @param {readonly string[]} args */
const npm = (cwd, args) => output(cwd, args, {}, "npm");

/** Packs `near`, which has `far` as a dependency of its own, and this package. */
async function pack() {
  const common = { version: "1.0.0", type: "module", exports: "./index.js" };
  const far = `file:${folder}/far-1.0.0.tgz`;
  const near = ['import { far } from "far";', "export const shout = async (text) => text.toUpperCase();"];
  /** @type {Readonly<Record<string, Readonly<Record<string, unknown>>>>} */
  const packages = {
    far: {
      "package.json": { ...common, name: "far" },
      "index.js": 'export const far = (text) => ["far", text].join(" ");',
    },
    near: {
      "package.json": { ...common, name: "near", dependencies: { far } },
      "index.js": [...near, "export const shoutFar = async (text) => far(text).toUpperCase();"].join("\n"),
    },
  };
  for (const [name, files] of Object.entries(packages)) {
    mkdirSync(`${folder}/packages/${name}`, { recursive: true });
    for (const [file, text] of Object.entries(files))
      writeFileSync(`${folder}/packages/${name}/${file}`, typeof text === "string" ? text : JSON.stringify(text));
    await npm(`${folder}/packages/${name}`, ["pack", "--pack-destination", folder]);
  }
  await npm(fileURLToPath(new URL("../../", import.meta.url)), [
    "pack",
    "--ignore-scripts",
    "--pack-destination",
    folder,
  ]);
  const archive = readdirSync(folder).find((name) => name.startsWith("miniasync-"));
  return { miniasync: `file:${folder}/${archive}`, near: `file:${folder}/near-1.0.0.tgz` };
}

/** A project that depends on both. @param {string} name */
function project(name) {
  const at = `${folder}/${name}`;
  cpSync(fileURLToPath(new URL("project", import.meta.url)), at, { recursive: true });
  writeFileSync(`${at}/package.json`, JSON.stringify({ name, private: true, dependencies }));
  return at;
}

/** What the program of the project must print. @param {string} text */
function mustWork(text) {
  const { results, commonjs, missing, sync } = JSON.parse(text);
  same([results, commonjs, sync], [["LOAD", "INLINE", "FAR ITS OWN"], "REQUIRE", "SYNC"]);
  return missing;
}

/** @param {unknown} found @param {unknown} expected */
function same(found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}

/** @param {string} text @param {RegExp} expected */
function says(text, expected) {
  if (!expected.test(text)) throw new Error(`It does not say ${expected}: ${text}`);
}

/** @type {Readonly<Record<string, () => Promise<void>>>} */
const layouts = {
  async "pnpm: packages of packages are hidden, and found where they belong"() {
    const at = project("pnpm");
    await output(at, [pnpm, "install", "--offline", "--ignore-workspace"]);
    says(mustWork(await output(at, ["main.mjs"])), /^ERR_MODULE_NOT_FOUND: .*far/);
  },
  async "Yarn's Plug'n'Play: packages in archives, without node_modules"() {
    const at = project("yarn");
    writeFileSync(`${at}/yarn.lock`, "");
    await output(at, [yarn, "install"]);
    same(readdirSync(at).includes("node_modules"), false);
    says(mustWork(await output(at, [yarn, "node", "main.mjs"])), /far/);
  },
  async "npm link: the package and a dependency are links to their folders"() {
    const at = project("linked");
    const links = { miniasync: `${folder}/packages/miniasync`, near: `${folder}/packages/near` };
    await npm(`${folder}/packages/near`, ["install", "--offline"]);
    mkdirSync(links.miniasync);
    await output(
      folder,
      ["xzf", dependencies.miniasync.slice("file:".length), "-C", links.miniasync, "--strip-components=1"],
      {},
      "tar",
    );
    await npm(at, ["link", "--offline", ...Object.values(links)]);
    says(mustWork(await output(at, ["main.mjs"])), /^ERR_MODULE_NOT_FOUND: .*far/);
  },
  async "a program that is started by a link to it, with and without --preserve-symlinks"() {
    const at = await npmProject("started");
    mkdirSync(`${folder}/bin`);
    symlinkSync(`${at}/main.mjs`, `${folder}/bin/main.mjs`);
    mustWork(await output(folder, ["bin/main.mjs"]));
    mustWork(await output(at, ["--preserve-symlinks", "--preserve-symlinks-main", "main.mjs"]));
  },
  async "Vitest's environment jsdom: everything works"() {
    const at = await testProject("vitest");
    const args = ["node_modules/vitest/vitest.mjs", "run", "--globals", "--environment", "jsdom", "dom.test.mjs"];
    says(await output(at, args, { CALLS: "1" }), /Tests +4 passed/);
  },
  async "Jest's environment jsdom: what makes no call works, and a call is an error that says what is missing"() {
    says(await jest(await testProject("jest"), "jest.config.json", {}), /Tests: +4 passed/);
  },
  async "Jest's environment jsdom with the export conditions of Node: everything works"() {
    says(await jest(await testProject("jest-as-node"), "jest-as-node.config.json", { CALLS: "1" }), /Tests: +4 passed/);
  },
  async "an extension host like that of VS Code: the extension as it is, and in one file"() {
    const at = await npmProject("extension-host");
    const { build } = await import("esbuild");
    const outfile = `${at}/extension/bundle.cjs`;
    const entryPoints = [`${at}/extension/main.cjs`];
    await build({ entryPoints, outfile, bundle: true, platform: "node", external: ["vscode"], logLevel: "silent" });
    for (const file of entryPoints.concat(outfile)) {
      const found = JSON.parse(await output(at, ["extension/start-host.mjs", file]));
      same(found, { said: [[["A", "slow"]], [["B", "slow"]]], code: 0 });
    }
  },
};

/** @param {string} name */
async function npmProject(name) {
  const at = project(name);
  await npm(at, ["install", "--offline", "--no-audit", "--no-fund"]);
  return at;
}

/** With the programs that run tests. @param {string} name */
async function testProject(name) {
  const at = await npmProject(name);
  for (const tool of ["jest", "jest-environment-jsdom", "jsdom", "vitest"])
    symlinkSync(`${tools}node_modules/${tool}`, `${at}/node_modules/${tool}`, "junction");
  return at;
}

/** @param {string} at @param {string} config @param {NodeJS.ProcessEnv} env */
function jest(at, config, env) {
  return output(at, ["--experimental-vm-modules", "node_modules/jest/bin/jest.js", "--config", config], env);
}

const dependencies = await pack();
const words = process.argv.slice(2);
let failed = 0;
let tried = 0;
for (const [title, body] of Object.entries(layouts)) {
  if (words.length > 0 && !words.some((word) => title.toLowerCase().includes(word.toLowerCase()))) continue;
  tried++;
  const error = await body().catch((/** @type {unknown} */ error) => error);
  console.log(`${error === undefined ? "ok" : "FAILED"}  ${title}`);
  if (error === undefined) continue;
  failed++;
  console.error(error);
}
rmSync(folder, { recursive: true, force: true });
if (tried === 0) console.error(`Nothing is named ${words.join(", ")}`);
console.log(`\n${tried - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || tried === 0 ? 1 : 0;
