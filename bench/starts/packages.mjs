// Floors of this package's start, as packages: what is left is what Node and V8 take for so much text, and for so many definitions.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** All the text that this package has, and nothing of what it does. */
export const asMuchText = "as-much-text";
/** All the classes and functions that this package defines, and nothing else. */
export const itsDefinitions = "its-definitions";

const modules = fileURLToPath(new URL("node_modules/", import.meta.url));

/** A program of a thread: the least code that does what a thread has to do, after the definitions of this package's. */
export const thread = join(modules, itsDefinitions, "dist/miniasync-worker.cjs");

/** Write them where the program of starts is, which can import them by their names then. */
export function writePackages() {
  const own = dirname(fileURLToPath(import.meta.resolve("miniasync")));
  const text = readFileSync(join(own, "miniasync.js"), "utf8").replaceAll("import.meta", "({})");
  const body = text.slice(0, text.lastIndexOf("export{"));
  if (body === "") throw new Error("The package's text does not end with its exports");
  const ofThread = readFileSync(join(own, "miniasync-worker.cjs"), "utf8");
  const importing = readFileSync(new URL("importing-thread.cjs", import.meta.url), "utf8");
  const about = JSON.parse(readFileSync(join(own, "../package.json"), "utf8"));
  // The body of a function that nobody calls: V8 has to read it, and no more.
  write(about, asMuchText, `export const never = () => {${body}\n};`);
  write(about, itsDefinitions, `${definitionsOf(text)}export {};`);
  writeFileSync(thread, `${definitionsOf(ofThread)}${importing}`);
}

/** @param {object} about @param {string} name @param {string} text */
function write(about, name, text) {
  const folder = join(modules, name);
  mkdirSync(join(folder, "dist"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...about, name }, null, 2));
  // What Node imports.
  writeFileSync(join(folder, "dist/miniasync.mjs"), text);
}

/** @param {string} text */
function definitionsOf(text) {
  let found = "";
  for (const statement of ts.createSourceFile("miniasync.js", text, ts.ScriptTarget.ES2022, true).statements) {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) found += `${statement.getText()}\n`;
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (declaration.initializer && ts.isClassExpression(declaration.initializer))
        found += `var ${declaration.getText()};\n`;
    }
  }
  return found;
}

export function deletePackages() {
  rmSync(modules, { recursive: true });
}
