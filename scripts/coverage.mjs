// `npm run coverage`: which lines of src/ the tests run, with two floors: 95 % of all lines, and every line of the kernel by the unit
// tests alone (vitest.config.ts).
//
// Unit tests run src/, where vitest measures. What needs a thread runs dist/, in processes and threads of its own: there Node
// measures (NODE_V8_COVERAGE), and source maps lead back to the lines. What counts as a line, vitest says.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { runProcess } from "./run-process.mjs";

const floor = 95;
const folder = "coverage";
/** A program that is measured takes several times as long: a test may last so many milliseconds. */
const longest = 120_000;
/** These run dist/ for what it does. The other integration tests run compilers, which would be measured too, slowly. */
const measured = ["test/scenarios", "test/runtimes", "test/examples"];

/**
 * @typedef {{ startOffset: number, endOffset: number, count: number }} Range
 * @typedef {{ url: string, functions: { ranges: Range[] }[] }} Script
 * @typedef {{ statementMap: Record<string, { start: { line: number } }>, s: Record<string, number> }} FileCoverage
 */

rmSync(folder, { recursive: true, force: true });
await build({ sourceMaps: true });
const unit = await vitest(
  ["--project", "unit", "--project", "stress", "--exclude", "test/scenarios/**", "--coverage"],
  {},
);
const integration = await vitest(["--project", "integration", "--project", "stress", ...measured], {
  NODE_V8_COVERAGE: `${folder}/processes`,
});
const failed = unit !== 0 || integration !== 0;
const percent = failed ? undefined : report(unitLines(), distLines());
await build(); // Others find the one that users get, also when tests have failed.

if (percent === undefined) process.exit(1);
if (percent < floor) console.error(`Too low: ${percent.toFixed(2)} % of the lines are covered, of ${floor} %`);
process.exit(percent < floor ? 1 : 0);

/**
 * @param {readonly string[]} args
 * @param {Record<string, string>} variables
 */
async function vitest(args, variables) {
  const { code } = await runProcess(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", `--testTimeout=${longest}`, ...args],
    {
      deadlineMs: 10 * 60_000,
      env: { ...process.env, ...variables },
      show: true,
    },
  );
  return code ?? 1;
}

/** For each file of src/: its lines on which a statement starts, and whether a unit test ran it. */
function unitLines() {
  /** @type {Record<string, FileCoverage>} */
  const files = JSON.parse(readFileSync(`${folder}/coverage-final.json`, "utf8"));
  return new Map(
    Object.entries(files).map(([path, { statementMap, s }]) => {
      /** @type {Map<number, boolean>} */
      const lines = new Map();
      for (const [id, { start }] of Object.entries(statementMap)) {
        lines.set(start.line, lines.get(start.line) === true || (s[id] ?? 0) > 0);
      }
      return [path, lines];
    }),
  );
}

/** The lines of src/ that ran as dist/ in any process or thread, as `path:line`. */
function distLines() {
  /** @type {Set<string>} */
  const covered = new Set();
  const dist = new URL("../dist/", import.meta.url);
  const reports = readdirSync(folder).includes("processes") ? readdirSync(`${folder}/processes`) : [];
  for (const name of reports) {
    for (const script of scriptsOf(`${folder}/processes/${name}`)) {
      // The program of tests has names only, and no source.
      if (script.url.startsWith(dist.href) && existsSync(`${fileURLToPath(script.url)}.map`)) addLines(script, covered);
    }
  }
  return covered;
}

/**
 * What one process ran. A process that a test killed may not have finished writing it: then its lines do not count.
 * @param {string} file
 * @returns {readonly Script[]}
 */
function scriptsOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).result;
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/**
 * @param {Script} script
 * @param {Set<string>} covered
 */
function addLines({ url, functions }, covered) {
  const file = fileURLToPath(url);
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  // The innermost range around a place counts: ranges nest, so it is the shortest.
  const ranges = functions.flatMap(({ ranges }) => ranges).sort((a, b) => size(a) - size(b));
  let offset = 0;
  for (const [index, text] of readFileSync(file, "utf8").split("\n").entries()) {
    const column = text.search(/\S/);
    const place = offset + column;
    const count = ranges.find(({ startOffset, endOffset }) => startOffset <= place && place < endOffset)?.count ?? 0;
    const entry = map.findEntry(index, Math.max(column, 0));
    if (column >= 0 && count > 0 && "originalLine" in entry) {
      covered.add(`${fileURLToPath(new URL(entry.originalSource, url))}:${entry.originalLine + 1}`);
    }
    offset += text.length + 1;
  }
}

/** @param {Range} range */
function size({ startOffset, endOffset }) {
  return endOffset - startOffset;
}

/**
 * @param {ReturnType<typeof unitLines>} files
 * @param {ReturnType<typeof distLines>} covered
 */
function report(files, covered) {
  let all = 0;
  let hit = 0;
  console.log("\n  lines      %  unit %  file, and its lines that nothing runs");
  for (const [path, lines] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const missed = [...lines].filter(([line, inUnit]) => !inUnit && !covered.has(`${path}:${line}`));
    const byUnit = [...lines.values()].filter(Boolean).length;
    all += lines.size;
    hit += lines.size - missed.length;
    const name = path.slice(path.lastIndexOf("/src/") + 1);
    const numbers = [lines.size, share(lines.size - missed.length, lines.size), share(byUnit, lines.size)];
    console.log(
      numbers.map((n) => n.toFixed(0).padStart(7)).join(""),
      ` ${name} ${missed.map(([line]) => line).join(" ")}`,
    );
  }
  const percent = share(hit, all);
  console.log(`${hit} of ${all} lines: ${percent.toFixed(2)} %`);
  return percent;
}

/**
 * @param {number} part
 * @param {number} whole
 */
function share(part, whole) {
  return whole === 0 ? 100 : (100 * part) / whole;
}
