// The programs, and what they say of themselves in their first lines:
//     // What the program does, in a sentence.
//     // Against: redis                        the counterpart that it needs, of counterparts/; or chromium
//     // Remark: what a user has to know       the table says "with a remark"
//     // Does not work: why, and instead       the table says "no"; the program asserts it, and does it the other way
// The statement after the comment "The line of the table" is shown in the table.
import { readdirSync, readFileSync } from "node:fs";

/**
 * @typedef {object} Program
 * @property {string} part of the table
 * @property {string} name of the library
 * @property {string} version
 * @property {string} file
 * @property {string} does
 * @property {string} line as a user writes it
 * @property {readonly string[]} against
 * @property {string | undefined} remark
 * @property {string | undefined} fails why it does not work
 */

const folder = new URL("programs/", import.meta.url);
/** @type {{ packages: Record<string, { version?: string }> }} */
const lock = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url), "utf8"));

/** @type {readonly Program[]} */
export const programs = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".mjs"))
  .sort()
  .map(read);

/** @param {string} path @returns {Program} */
function read(path) {
  const [part = "", ...rest] = path.replace(/\.mjs$/, "").split("/");
  const name = rest.join("/");
  const text = readFileSync(new URL(path, folder), "utf8");
  const header = text.slice(0, text.search(/^(?!\/\/ )/m)).replace(/^\/\/ /gm, "");
  const note = (/** @type {string} */ key) =>
    new RegExp(`^${key}: (.*(?:\\n {2}.*)*)`, "m").exec(header)?.[1]?.replace(/\n +/g, " ");
  const line = /\/\/ The line of the table\.\n(.*?;)$/ms.exec(text)?.[1];
  const version = lock.packages[`node_modules/${name}`]?.version;
  if (line === undefined || version === undefined) throw new Error(`${path} has no line of the table, or no version`);
  return {
    part,
    name,
    version,
    file: `test/libraries/programs/${path}`,
    does: header.split("\n")[0] ?? "",
    line: inOneLine(line),
    against: note("Against")?.split(", ") ?? [],
    remark: note("Remark"),
    fails: note("Does not work"),
  };
}

/** A statement that has been formatted over several lines. @param {string} text */
function inOneLine(text) {
  return text
    .trim()
    .replaceAll(/([([])\n\s*|\n\s*(?=\.)|,\n\s*(?=[)\]])/g, "$1")
    .replaceAll(/,?\n\s*(?=\})|\n\s*/g, " ");
}
