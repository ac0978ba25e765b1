// What each part of the wire costs, and what was tried and not taken: builds of this package in which one thing is different, measured
// in turn, each in a process of its own. Run: node bench/alternatives/without.mjs [ROUNDS]. See docs/design/speed.md.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { changed } from "../../scripts/changed.mjs";
import { median } from "../harness.mjs";
import { variants } from "./variants.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}.tmp/without`;
const program = fileURLToPath(new URL("without-program.mjs", import.meta.url));

/** @param {string} name @param {readonly import("../../scripts/changed.mjs").Change[]} changes @returns {Promise<string>} its program */
async function make(name, changes) {
  const outdir = `${folder}/${name.replace(/\W+/g, "-")}`;
  /** @type {import("esbuild").BuildOptions} */
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "es2022",
    plugins: [changed(changes)],
    alias: {
      "#platform": "./src/platform/node/node-caller.ts",
      "#thread-platform": "./src/platform/node/node-thread.ts",
    },
  };
  await build({ ...common, entryPoints: ["src/index.ts"], format: "esm", outfile: `${outdir}/miniasync.js` });
  await build({ ...common, entryPoints: ["src/worker.ts"], format: "cjs", outfile: `${outdir}/miniasync-worker.cjs` });
  writeFileSync(`${outdir}/package.json`, '{ "type": "module" }');
  return `${outdir}/miniasync.js`;
}

const rounds = Number(process.argv[2] ?? 9);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
/** @type {Record<string, string>} */
const programs = {};
for (const [name, changes] of Object.entries(variants)) programs[name] = await make(name, changes);
/** @type {Record<string, Record<string, number[]>>} */
const figures = Object.fromEntries(Object.keys(programs).map((name) => [name, {}]));
for (let round = 0; round < rounds; round++) {
  for (const [name, file] of Object.entries(programs)) {
    const taken = JSON.parse(execFileSync(process.execPath, [program, file], { encoding: "utf8", timeout: 60_000 }));
    for (const [question, figure] of Object.entries(taken)) {
      figures[name] = { ...figures[name], [question]: [...(figures[name]?.[question] ?? []), Number(figure)] };
    }
  }
}
const questions = Object.keys(figures["as it is"] ?? {});
console.log(["us".padEnd(40), ...questions.map((question) => question.padStart(22))].join(""));
for (const [name, taken] of Object.entries(figures)) {
  const cells = questions.map((question) => {
    const own = median(taken[question] ?? []);
    const usual = median(figures["as it is"]?.[question] ?? []);
    return `${own.toFixed(2)} (${(own / usual).toFixed(2)}x)`.padStart(22);
  });
  console.log([name.padEnd(40), ...cells].join(""));
}
