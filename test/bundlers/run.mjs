// `npm run test:bundlers`: the programs of programs/ by every bundler, run without what they were built of, and compared with the
// tables in docs/design/bundling.md, in both directions. `-- rollup`: only those whose names contain one of the words. `-- --update`
// writes the tables.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { installPacked } from "../../scripts/install-packed.mjs";
import { runProcess } from "../../scripts/run-process.mjs";
import { install, setup } from "../../scripts/setup.mjs";
import { chromium } from "../../scripts/tools.mjs";
import { installRuntimes, runtimes } from "../runtimes/runtimes.mjs";
import { versionOf, ways } from "./ways.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));
const words = process.argv.slice(2).filter((word) => word !== "--update");

await setup();
// Not before: npm empties the folder that they are in, and the scenarios, which the table knows, need what is built.
installRuntimes();
const { isCurrent, update } = await import("./table.mjs");
if (process.argv.includes("--update")) update();
// Their install scripts only look for what npm has put there already. They run on Node 24, whichever this one is.
if (install(here, ["--ignore-scripts", "--engine-strict=false"]) !== 0)
  throw new Error(`Cannot install the bundlers: npm failed in ${here}`);

/** @param {string} id */
function binaryOf(id) {
  const runtime = runtimes.find((one) => one.id === id);
  if (runtime === undefined) throw new Error(`Cannot run ${id}: test/runtimes/runtimes.mjs has no such runtime`);
  return runtime.binary;
}

const temporary = mkdtempSync(`${tmpdir()}/miniasync-bundlers-`);
const packed = `${temporary}/packed`;
await installPacked(packed);
const near = `${packed}/node_modules/near`;
mkdirSync(near);
writeFileSync(`${near}/package.json`, '{ "name": "near", "type": "module", "exports": "./near.js" }');
writeFileSync(`${near}/near.js`, 'export const where = () => "near";\n');

/** Builds in a project within this folder, where the bundlers are found, and takes what it made to another. @param {import("./ways.mjs").Way} way */
async function build({ id, table, node = "node-24", build }) {
  const project = `${here}.tmp/${id}`;
  const deployed = `${temporary}/${id}`;
  rmSync(project, { recursive: true, force: true });
  cpSync(`${packed}/node_modules`, `${project}/node_modules`, { recursive: true });
  writeFileSync(
    `${project}/package.json`,
    JSON.stringify({ type: "module", dependencies: { miniasync: "*", near: "*" } }),
  );
  // Parcel takes the folder of a lock file for the project.
  writeFileSync(`${project}/package-lock.json`, "{}");
  cpSync(`${here}programs/${table.program}`, project, { recursive: true });
  if (existsSync(`${here}ways/${id}`)) cpSync(`${here}ways/${id}`, project, { recursive: true });
  const folders = [...[node, "bun", "deno"].map((name) => dirname(binaryOf(name))), `${here}node_modules/.bin`];
  const env = { ...process.env, PATH: [...folders, process.env.PATH].join(delimiter) };
  try {
    for (const command of build) {
      const { code, stdout, stderr } = await runProcess("sh", ["-c", command], {
        deadlineMs: 120_000,
        cwd: project,
        env,
      });
      if (code !== 0) return { deployed, failed: `${command} failed: ${stdout}${stderr}` };
    }
    cpSync(`${project}/dist`, `${deployed}/dist`, { recursive: true });
    for (const name of table.installed)
      cpSync(`${packed}/node_modules/${name}`, `${deployed}/node_modules/${name}`, { recursive: true });
    return { deployed, failed: undefined };
  } finally {
    // As on another machine: what names a file of here is to be found out.
    rmSync(project, { recursive: true, force: true });
    // Parcel has what it made of one project for those of the same name.
    rmSync(`${here}.parcel-cache`, { recursive: true, force: true });
  }
}

/** @param {string} file @returns {Promise<string>} what it printed */
async function runInNode(file) {
  const [command, args] = extname(file) === "" ? [file, []] : [process.execPath, [file]];
  const { stdout, stderr, timedOut } = await runProcess(command, args, { deadlineMs: 60_000, cwd: "/" });
  if (stdout === "") throw new Error(timedOut ? "it hung" : stderr);
  return stdout;
}

/** @type {Readonly<Record<string, string>>} */
const types = { ".html": "text/html", ".js": "text/javascript" };

/** @param {string} folder @returns {Promise<string>} what the page shows */
async function runInBrowser(folder) {
  const executablePath = chromium.find();
  if (executablePath === undefined) throw new Error(`there is no browser: ${chromium.remedy}`);
  for (const file of ["index.html", "own.js"])
    if (!existsSync(`${folder}/${file}`)) cpSync(`${here}programs/browser/${file}`, `${folder}/${file}`);
  const server = createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://x");
    const file = `${folder}${pathname === "/" ? "/index.html" : pathname}`;
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const { chromium: launcher } = await import("playwright-core");
  const browser = await launcher.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${port}/`);
    const output = tab.locator("output").filter({ hasText: /./ });
    await output.waitFor({ timeout: 30_000 });
    return (await output.textContent()) ?? "";
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param {import("./ways.mjs").Way} way @returns {Promise<Map<string, string>>} what the program says of each feature */
async function resultsOf(way) {
  const { deployed, failed } = await build(way);
  if (failed !== undefined) throw new Error(failed);
  const printed =
    way.run === undefined ? await runInBrowser(`${deployed}/dist`) : await runInNode(`${deployed}/${way.run}`);
  return new Map(
    printed
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
}

/** @type {string[]} */
const wrong = [];
let cells = 0;

const isNamed = (/** @type {string} */ id) => words.length === 0 || words.some((word) => id.includes(word));
for (const way of ways.filter(({ id }) => isNamed(id))) {
  const name = `${way.title} ${versionOf(way)} (${way.table.title})`;
  /** @type {Map<string, string>} */
  let results = new Map();
  let broken = "it printed nothing of it";
  try {
    results = await resultsOf(way);
  } catch (error) {
    broken = "it was not run";
    if (way.untried === undefined) wrong.push(`${name}: ${error instanceof Error ? error.message : error}`);
  }
  const line = [];
  for (const { id, result: good } of way.table.features) {
    const found = results.get(id) ?? `Error: ${broken}`;
    const holds = found === good;
    line.push(`${id} ${holds ? "yes" : "no"}`);
    if (way.untried !== undefined) {
      if (results.size > 0) console.log(`  ${id}: ${found}`);
      continue;
    }
    cells += 1;
    const failure = way.fails?.[id];
    if (failure === undefined && !holds) wrong.push(`${name}: ${id}: ${found}`);
    if (failure !== undefined && holds) wrong.push(`${name}: ${id} works, although it should not: ${failure.why}`);
    if (failure !== undefined && !holds && !failure.error.test(found))
      wrong.push(`${name}: ${id} fails otherwise than by ${failure.error}: ${found}`);
  }
  console.log(`${name}: ${way.untried !== undefined && results.size === 0 ? "not tried" : line.join(", ")}`);
}
rmSync(temporary, { recursive: true, force: true });

for (const one of wrong) console.error(`\n! ${one}`);
const current = isCurrent();
if (!current) console.error("\n! docs/design/bundling.md has other tables: npm run test:bundlers -- --update");
console.log(`\n${cells - wrong.length} of ${cells} as the tables say`);
process.exitCode = wrong.length > 0 || !current ? 1 : 0;
