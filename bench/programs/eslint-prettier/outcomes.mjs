// What happens when prettier is missing, or a file breaks it: each case in a process of its own, with a deadline from outside.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { runProcess } from "../../../scripts/run-process.mjs";
import { lintProgram, plugins, root } from "./plugins.mjs";

const deadlineMs = 60_000;

/** What a parser of a Prettier plug-in may do to the thread that it runs in. */
const breaks = {
  "the parser throws": "throw new RangeError('broken parser')",
  "the parser ends the process": "process.exit(3)",
  "a promise is rejected and nobody looks": "Promise.reject(new RangeError('stray')); return new Promise(() => {})",
  "the parser never answers": "return new Promise(() => {})",
  "the parser computes for ever": "for (;;) {}",
};

/** @returns {Promise<object>} by case, by plug-in: what was printed about the files before, at and after the break */
export async function outcomes() {
  /** @type {Record<string, object>} */
  const found = { "prettier is missing": await each(withoutPrettier) };
  for (const [name, code] of Object.entries(breaks)) found[name] = await each((plugin) => withBreak(plugin, code));
  return found;
}

/** @param {(name: keyof typeof plugins) => Promise<object>} measure */
async function each(measure) {
  /** @type {Record<string, object>} */
  const found = {};
  for (const name of /** @type {(keyof typeof plugins)[]} */ (Object.keys(plugins))) found[name] = await measure(name);
  return found;
}

/** A tree of its own, in which the plug-in and what it needs are found, and no prettier above it. @param {keyof typeof plugins} name */
async function withoutPrettier(name) {
  const folder = mkdtempSync(`${tmpdir()}/without-prettier-`);
  try {
    const { needs, file, source } = plugins[name];
    for (const part of withDependencies(needs)) cpSync(root + part, `${folder}/${part}`, { recursive: true });
    if (source !== undefined) {
      for (const part of ["dist", "package.json"])
        cpSync(root + part, `${folder}/node_modules/miniasync/${part}`, { recursive: true });
      cpSync(source, `${folder}/plugin.mjs`);
    }
    return await lint(name, folder, `${folder}/${source === undefined ? file : "plugin.mjs"}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The folders of these packages and of all that they depend on, each where npm has put it: the nearest one, as Node finds it.
 * @param {readonly string[]} packages
 */
function withDependencies(packages) {
  const all = new Set(packages.map((name) => `node_modules/${name}`));
  for (const folder of all) {
    const { dependencies = {} } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
    for (const name of Object.keys(dependencies)) {
      const own = `${folder}/node_modules/${name}`;
      all.add(existsSync(root + own) ? own : `node_modules/${name}`);
    }
  }
  return all;
}

/**
 * @param {keyof typeof plugins} name
 * @param {string} code
 */
async function withBreak(name, code) {
  mkdirSync(`${root}.tmp`, { recursive: true });
  const folder = mkdtempSync(`${root}.tmp/broken-prettier-`);
  try {
    const parser = `{ astFormat: "estree", locStart: () => 0, locEnd: () => 0, parse() { ${code} } }`;
    writeFileSync(`${folder}/broken.mjs`, `export const parsers = { broken: ${parser} };`);
    const overrides = [{ files: "broken.js", options: { parser: "broken", plugins: ["./broken.mjs"] } }];
    writeFileSync(`${folder}/.prettierrc`, JSON.stringify({ overrides }));
    return await lint(name, folder, plugins[name].source ?? root + plugins[name].file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {keyof typeof plugins} name
 * @param {string} folder
 * @param {string} plugin
 */
async function lint(name, folder, plugin) {
  const files = ["before.js", "broken.js", "after.js"];
  for (const file of files) writeFileSync(`${folder}/${file}`, "f( )\n");
  const { stdout, stderr, code, timedOut, ms } = await runProcess(
    process.execPath,
    [lintProgram, plugin, plugins[name].rule, folder, "off", ...files],
    { deadlineMs },
  );
  /** @type {Record<string, string>} */
  const seen = {};
  for (const line of stdout.split("\n").filter(Boolean)) {
    const { file, messages, error } = JSON.parse(line);
    if (file === undefined) continue;
    seen[file] = (error ?? messages.map((/** @type {any} */ { message }) => message).join("; ")).replaceAll(
      folder,
      "FOLDER",
    );
  }
  for (const file of files) seen[file] ??= timedOut ? "hangs" : `no answer: the process ended with code ${code}`;
  return {
    ...seen,
    seconds: Math.round(ms / 100) / 10,
    ...(stderr === "" ? {} : { stderr: lastLines(stderr, folder) }),
  };
}

/**
 * @param {string} text
 * @param {string} folder
 */
const lastLines = (text, folder) =>
  text.trim().replaceAll(folder, "FOLDER").replaceAll(root, "").split("\n").slice(0, 3);
