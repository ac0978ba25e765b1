// Does a rule on miniasync report what eslint-plugin-prettier reports (synckit), as fast, and what happens when prettier fails?
//   node bench/programs/eslint-prettier.mjs [ROUNDS]
// Runs of the two are interleaved, since other
// work on the machine comes and goes: the ratio of each round is what counts.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import ts from "typescript";
import { corpus, deleteCorpus, folder, lint, names } from "./eslint-prettier/corpus.mjs";
import { outcomes } from "./eslint-prettier/outcomes.mjs";
import { plugins, root } from "./eslint-prettier/plugins.mjs";

const rounds = Number(process.argv[2] ?? 5);
/** @typedef {keyof typeof plugins} Name */

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
deleteCorpus();
mkdirSync(`${root}bench/results`, { recursive: true });
writeFileSync(`${root}bench/results/eslint-prettier.json`, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));

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
