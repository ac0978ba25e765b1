// The package as its users get it: packed, and installed into a folder.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runProcess } from "./run-process.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

/**
 * Packs what is in dist/ and installs it into `folder`, which becomes a project of its own.
 * @param {string} folder outside the repository, whose node_modules would be found otherwise
 * @returns {Promise<{ readonly files: readonly { readonly path: string }[] }>} what npm says of the package
 */
export async function installPacked(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, JSON.stringify({ name: "consumer", private: true, type: "module" }));
  const stdout = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root);
  const archive = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  await npm(["install", "--offline", "--no-audit", "--no-fund", `./${archive}`], folder);
  return JSON.parse(stdout)[0];
}

/** @param {readonly string[]} args @param {string} cwd */
async function npm(args, cwd) {
  const { code, stdout, stderr } = await runProcess("npm", args, { deadlineMs: 60_000, cwd });
  if (code !== 0) throw new Error(`Cannot install the package: npm ${args.join(" ")} failed: ${stdout}${stderr}`);
  return stdout;
}
