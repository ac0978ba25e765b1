// The project that the scenarios are in: they import miniasync by its name, as any program does.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { installPacked } from "../../scripts/install-packed.mjs";

/** @type {Readonly<Record<string, Readonly<Record<string, string>>>>} */
const packages = {
  "esm-package": {
    "package.json": JSON.stringify({ name: "esm-package", type: "module", exports: "./index.js" }),
    "index.js": 'export const name = () => "esm-package";',
  },
  "commonjs-package": {
    "package.json": JSON.stringify({ name: "commonjs-package", main: "index.js" }),
    "index.js": 'module.exports = { name: () => "commonjs-package" };',
  },
  "conditional-package": {
    "package.json": JSON.stringify({
      name: "conditional-package",
      type: "module",
      exports: { special: "./special.js", default: "./default.js" },
    }),
    "special.js": 'export const condition = "special";',
    "default.js": 'export const condition = "default";',
  },
};

/** The same project with the package as its users get it: packed, and installed. */
export async function makeInstalledProject() {
  const folder = newFolder();
  await installPacked(folder);
  return fill(folder);
}

/** The same project with a link to dist/ where the package would be: at once, and coverage is measured. */
export function makeLinkedProject() {
  const folder = newFolder();
  writeFileSync(`${folder}/package.json`, JSON.stringify({ name: "consumer", private: true, type: "module" }));
  mkdirSync(`${folder}/node_modules`);
  symlinkSync(fileURLToPath(new URL("../../", import.meta.url)), `${folder}/node_modules/miniasync`, "dir");
  return fill(folder);
}

function newFolder() {
  const folder = realpathSync(mkdtempSync(`${tmpdir()}/miniasync-scenarios-`));
  // One scenario gives up its rights.
  chmodSync(folder, 0o755);
  return folder;
}

/** @param {string} folder */
function fill(folder) {
  for (const [name, files] of Object.entries(packages)) {
    mkdirSync(`${folder}/node_modules/${name}`);
    for (const [file, text] of Object.entries(files)) writeFileSync(`${folder}/node_modules/${name}/${file}`, text);
  }
  cpSync(fileURLToPath(new URL("project", import.meta.url)), folder, { recursive: true });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
