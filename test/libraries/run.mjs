// `npm run test:libraries`: programs that use a library each, against its real counterpart, each in a process of its own under a deadline.
// A program asserts what it gets, prints nothing, and ends by itself. `-- redis got` plays some, `-- node-24` plays them on another Node,
// `-- --latest` with the newest versions, `-- --update` writes the table of docs/guide/20-libraries.md. What cannot be had is left out, with a
// line that says so; with `CI` set that is a failure.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { runProcess } from "../../scripts/run-process.mjs";
import { install, setup } from "../../scripts/setup.mjs";
import { chromium, mariadb, postgresql, provide, redis } from "../../scripts/tools.mjs";
import { installRuntimes, runtimes } from "../runtimes/runtimes.mjs";
import { programs } from "./programs.mjs";
import { isCurrent, update } from "./table.mjs";

const deadlineMs = 60_000;

const options = process.argv.slice(2).filter((word) => word.startsWith("--"));
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const runtime = runtimes.find(({ id }) => words.includes(id));
const names = words.filter((word) => word !== runtime?.id);
const chosen = names.length === 0 ? programs : programs.filter(({ name }) => names.includes(name));

if (chosen.length < names.length)
  throw new Error(`Not all of these are libraries of test/libraries/programs: ${names}`);

const tools = { chromium, mariadb, postgres: postgresql, redis };
const folder = fileURLToPath(new URL("./", import.meta.url));

await setup();
if (runtime !== undefined) installRuntimes();
installLibraries();
provide(Object.values(tools));

/** @type {Map<string, { url: string, stop(): unknown }>} */
const counterparts = new Map();
/** @type {string[]} */
const leftOut = [];
/** @type {string[]} */
const wrong = [];
const began = performance.now();

for (const program of chosen) {
  const { name, against } = program;
  const missing = against.map((other) => tools[/** @type {"redis"} */ (other)]).find((tool) => tool && !tool.find());
  const reason = missing ? `there is no ${missing.name}: ${missing.remedy}` : unable(name);
  if (reason !== undefined) {
    leftOut.push(`${name}: ${reason}`);
    continue;
  }
  const problem = await play(program).catch(String);
  console.log(`${problem === undefined ? "works" : "FAILS"}  ${name} ${installedVersion(name)}`);
  if (problem === undefined) continue;
  console.error(`! ${problem.trim().replaceAll("\n", "\n  ")}`);
  wrong.push(name);
}
for (const { stop } of counterparts.values()) await stop();

for (const line of leftOut) console.log(`left out  ${line}`);
const whole = chosen === programs && leftOut.length + wrong.length === 0;
if (options.includes("--update")) {
  if (whole) update();
  else console.error("! The table is written only when all programs have been played, and hold");
}
const current = isCurrent();
if (!current) console.error("! docs/guide/20-libraries.md has another table: npm run test:libraries -- --update");
console.log(
  `${chosen.length - wrong.length - leftOut.length} passed, ${wrong.length} failed, ${leftOut.length} left out, in ${((performance.now() - began) / 1000).toFixed(0)} s`,
);
const incomplete = Boolean(process.env.CI) && leftOut.length > 0;
process.exitCode = wrong.length > 0 || incomplete || !current ? 1 : 0;

/**
 * @param {import("./programs.mjs").Program} program
 * @returns what is wrong
 */
async function play({ file, against }) {
  const cwd = mkdtempSync(`${tmpdir()}/miniasync-library-`);
  try {
    const env = { ...process.env, NO_COLOR: "1", ...(await counterpartsOf(against)) };
    const args = [fileURLToPath(new URL(`../../${file}`, import.meta.url))];
    const { stdout, stderr, code, signal, timedOut } = await runProcess(runtime?.binary ?? process.execPath, args, {
      deadlineMs,
      cwd,
      env,
    });
    if (timedOut) return `it had not ended after ${deadlineMs / 1000} s: ${stdout}${stderr}`;
    if (code !== 0) return `it ended with ${signal ?? code}: ${stdout}${stderr}`;
    return stdout + stderr === "" ? undefined : `it printed ${stdout}${stderr}`;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/**
 * Starts what is needed, once.
 * @param {readonly string[]} names
 * @returns {Promise<Record<string, string>>} where they are: HTTP_URL, REDIS_URL...
 */
async function counterpartsOf(names) {
  /** @type {Record<string, string>} */
  const urls = {};
  for (const name of names) {
    const started = counterparts.get(name) ?? (await (await import(`./counterparts/${name}.mjs`)).start());
    counterparts.set(name, started);
    urls[`${name.toUpperCase()}_URL`] = started.url;
  }
  return urls;
}

/** The libraries, of the lock file or the newest; and miniasync as if it were one of them. */
function installLibraries() {
  if (install(folder, ["--ignore-scripts"]) !== 0)
    throw new Error("Cannot install the libraries: npm failed, see above");
  if (options.includes("--latest")) {
    // By a range, npm takes the newest for this Node. TypeScript 7 is a program alone, without an interface for others.
    const latest = programs.map(({ name }) => (name === "typescript" ? "typescript@6" : `${name}@>=0`));
    if (npm(["install", "--no-save", "--no-package-lock", "--ignore-scripts", ...latest]) !== 0)
      throw new Error("Cannot install the newest versions: npm failed, see above");
  }
  // It alone has no binary in its package: npm downloads or compiles one.
  const include = fileURLToPath(new URL("../include/node/node.h", `file://${process.execPath}`));
  const nodedir = existsSync(include) ? { npm_config_nodedir: include.replace(/\/include\/node\/node\.h$/, "") } : {};
  if (!existsSync(`${folder}node_modules/better-sqlite3/build`)) npm(["rebuild", "better-sqlite3"], nodedir);
  const link = `${folder}node_modules/miniasync`;
  if (!existsSync(link)) symlinkSync(fileURLToPath(new URL("../../", import.meta.url)), link, "dir");
}

/** @param {string} name */
function installedVersion(name) {
  return JSON.parse(readFileSync(`${folder}node_modules/${name}/package.json`, "utf8")).version;
}

/** @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
function npm(args, env = {}) {
  const { status } = spawnSync("npm", args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  return status;
}

/** @param {string} name */
function unable(name) {
  if (name !== "better-sqlite3") return undefined;
  if (runtime !== undefined) return "its binary is for the Node that installed it";
  return existsSync(`${folder}node_modules/better-sqlite3/build`) ? undefined : "npm could not make its binary";
}
