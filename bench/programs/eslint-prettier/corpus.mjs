// What is linted, and one run of it: real files, copied out of node_modules, for Prettier ignores those inside.
import { cpSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { runProcess } from "../../../scripts/run-process.mjs";
import { lintProgram, plugins, root } from "./plugins.mjs";

/** @typedef {keyof typeof plugins} Name */

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

export const folder = `${root}.tmp/eslint-corpus/`;
export const names = /** @type {Name[]} */ (Object.keys(plugins));

/** Copy real files, and give their names. */
export function corpus() {
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

export function deleteCorpus() {
  rmSync(folder, { recursive: true });
}

/**
 * @param {Name} name
 * @param {string} concurrency
 */
export async function lint(name, concurrency) {
  const { rule, file } = plugins[name];
  const plugin = concurrency === "off" ? root + file : `${folder}${name}.config.mjs`;
  const args = [lintProgram, plugin, rule, folder, concurrency, ...Object.keys(packages)];
  const { stdout, stderr, code, ms } = await runProcess(process.execPath, args, { deadlineMs: 300_000 });
  if (code !== 0 || /^{"file":"[^"]*","error":/m.test(stdout)) throw new Error(stderr + stdout.slice(-500));
  const lines = stdout.trim().split("\n");
  const { cpuMs } = JSON.parse(String(lines.pop()));
  return { ms, cpuMs, text: lines.join("\n") };
}
