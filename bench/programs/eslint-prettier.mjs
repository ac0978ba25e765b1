// Does a rule on miniasync report what eslint-plugin-prettier reports (synckit), as fast, and what happens when prettier fails?
//   node bench/programs/eslint-prettier.mjs [ROUNDS]
// Real files are copied out of node_modules, for Prettier ignores what is inside. Runs of the two are interleaved, since other
// work on the machine comes and goes: the ratio of each round is what counts.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { runProcess } from "../../scripts/run-process.mjs";
import { outcomes } from "./eslint-prettier/outcomes.mjs";
import { lintProgram, plugins, root } from "./eslint-prettier/plugins.mjs";

const rounds = Number(process.argv[2] ?? 5);
/** Packages in several styles, and how many of their files are taken. */
const packages = {
  "eslint/lib": 240,
  "jest-runtime/build": 10,
  pg: 30,
  "pg-pool": 5,
  synckit: 10,
  typedoc: 70,
  "@vitest": 50,
};
const folder = `${root}.tmp/eslint-corpus/`;

/** @typedef {keyof typeof plugins} Name */
const names = /** @type {Name[]} */ (Object.keys(plugins));

const files = corpus();
if (files.length < 300) throw new Error(`Cannot compare: there are ${files.length} files, of 300`);
const report = {
  node: process.version,
  versions: Object.fromEntries(
    ["eslint", "prettier", "eslint-plugin-prettier", "synckit"].map((name) => [name, version(name)]),
  ),
  files: files.length,
  bytes: files.reduce((sum, file) => sum + statSync(folder + file).size, 0),
  ...(await compare("off", rounds)),
  "with --concurrency 2": await compare("2", Math.ceil(rounds / 2)),
  linesOfCode: Object.fromEntries(
    names.map((name) => [name, plugins[name].code.map(linesOfCode).reduce((a, b) => a + b)]),
  ),
  whenPrettierFails: await outcomes(),
};
rmSync(folder, { recursive: true });
mkdirSync(`${root}bench/results`, { recursive: true });
writeFileSync(`${root}bench/results/eslint-prettier.json`, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));

/** Copy real files, and give their names. */
function corpus() {
  rmSync(folder, { recursive: true, force: true });
  /** @type {string[]} */
  const taken = [];
  for (const [part, count] of Object.entries(packages)) {
    const from = `${root}node_modules/${part}`;
    const sources = readdirSync(from, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.m?js$/.test(file) && !/node_modules|\.min\./.test(file))
      .filter((file) => statSync(`${from}/${file}`).size < 40_000)
      .sort();
    for (const file of sources.slice(0, count)) {
      taken.push(`${part}/${file}`);
      cpSync(`${from}/${file}`, `${folder}${part}/${file}`);
    }
  }
  // The style of the first package: many of its files have few differences or none, those of the others have many.
  writeFileSync(`${folder}.prettierrc`, JSON.stringify({ useTabs: true, tabWidth: 4, arrowParens: "avoid" }));
  writeFileSync(`${folder}package.json`, `{ "type": "commonjs" }`);
  for (const name of names) {
    const { rule, file } = plugins[name];
    const prefix = rule.split("/")[0];
    writeFileSync(
      `${folder}${name}.config.mjs`,
      `import * as module from ${JSON.stringify(pathToFileURL(root + file).href)};
const plugins = { ${prefix}: module.plugin ?? module.default };
export default [{ plugins, rules: { "${rule}": "error" }, linterOptions: { noInlineConfig: true } }];`,
    );
  }
  return taken;
}

/**
 * @param {string} concurrency
 * @param {number} rounds
 */
async function compare(concurrency, rounds) {
  /** @type {Record<Name, number[]>} */
  const times = { miniasync: [], synckit: [] };
  /** @type {Record<Name, number[]>} */
  const work = { miniasync: [], synckit: [] };
  /** @type {Record<Name, string>} */
  const reports = { miniasync: "", synckit: "" };
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const { ms, cpuMs, text } = await lint(name, concurrency);
      times[name].push(ms);
      work[name].push(cpuMs);
      reports[name] = text;
    }
  }
  const ratios = times.miniasync.map((ms, round) => ms / Number(times.synckit[round]));
  const lines = reports.miniasync.split("\n").map((line) => JSON.parse(line));
  if (lines.length !== files.length) throw new Error(`${lines.length} of ${files.length} files were linted`);
  return {
    sameReports: reports.miniasync === reports.synckit,
    reports: lines.reduce((sum, { messages }) => sum + messages.length, 0),
    filesWithReports: lines.filter(({ messages }) => messages.length > 0).length,
    seconds: { miniasync: rounded(median(times.miniasync) / 1000), synckit: rounded(median(times.synckit) / 1000) },
    ratio: rounded(median(ratios)),
    ratioOfEachRound: ratios.map(rounded),
    ratioOfBest: rounded(Math.min(...times.miniasync) / Math.min(...times.synckit)),
    ratioOfProcessorTime: rounded(median(work.miniasync) / median(work.synckit)),
  };
}

/**
 * @param {Name} name
 * @param {string} concurrency
 */
async function lint(name, concurrency) {
  const { rule, file } = plugins[name];
  const plugin = concurrency === "off" ? root + file : `${folder}${name}.config.mjs`;
  const args = [lintProgram, plugin, rule, folder, concurrency, ...Object.keys(packages)];
  const { stdout, stderr, code, ms } = await runProcess(process.execPath, args, { deadlineMs: 300_000 });
  if (code !== 0 || /^{"file":"[^"]*","error":/m.test(stdout)) throw new Error(stderr + stdout.slice(-500));
  const lines = stdout.trim().split("\n");
  const { cpuMs } = JSON.parse(String(lines.pop()));
  return { ms, cpuMs, text: lines.join("\n") };
}

/** Lines with code on them: a comment is none. @param {string} file */
function linesOfCode(file) {
  const scanner = ts.createSourceFile(file, readFileSync(root + file, "utf8"), ts.ScriptTarget.Latest, true);
  const lines = new Set();
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(scanner);
    if (children.length === 0 && node.getWidth(scanner) > 0) {
      const first = scanner.getLineAndCharacterOfPosition(node.getStart(scanner)).line;
      const last = scanner.getLineAndCharacterOfPosition(node.getEnd()).line;
      for (let line = first; line <= last; line++) lines.add(line);
    }
    children.forEach(visit);
  };
  visit(scanner);
  return lines.size;
}

/** Of the package that eslint-plugin-prettier sees. @param {string} name */
function version(name) {
  const own = `${root}node_modules/eslint-plugin-prettier/node_modules/${name}/package.json`;
  const file = existsSync(own) ? own : `${root}node_modules/${name}/package.json`;
  return JSON.parse(readFileSync(file, "utf8")).version;
}

/** @param {readonly number[]} values */
function median(values) {
  return Number([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]);
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 1000) / 1000;
}
