// A package with all the text that this one has, and nothing of what it does: what is left is what Node and V8 take for so much.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageName = "as-much-text";
const modules = fileURLToPath(new URL("node_modules/", import.meta.url));
const folder = join(modules, packageName);

/** The program of its thread: the least code that does what a thread has to do, after the text of this package's. */
export const thread = join(folder, "dist/miniasync-worker.cjs");

/** Write it where the program of starts is, which can import it by its name then. */
export function writePackage() {
  const own = dirname(fileURLToPath(import.meta.resolve("miniasync")));
  const text = readFileSync(join(own, "miniasync.js"), "utf8");
  const body = text.slice(0, text.lastIndexOf("export{")).replaceAll("import.meta", "({})");
  if (body === "") throw new Error("The package's text does not end with its exports");
  const ofThread = readFileSync(join(own, "miniasync-worker.cjs"), "utf8");
  const importing = readFileSync(new URL("importing-thread.cjs", import.meta.url), "utf8");
  const about = JSON.parse(readFileSync(join(own, "../package.json"), "utf8"));
  mkdirSync(dirname(thread), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...about, name: packageName }, null, 2));
  // The body of a function that nobody calls: V8 has to read it, and no more.
  writeFileSync(join(folder, "dist/miniasync.js"), `export const never = () => {${body}\n};`);
  writeFileSync(thread, `const never = () => {${ofThread}\n};\n${importing}`);
}

export function deletePackage() {
  rmSync(modules, { recursive: true });
}
