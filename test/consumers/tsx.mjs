// `npm run test:tsx`: load() and import() of TypeScript in the thread of a program that tsx runs, on every Node that is supported.
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { installPacked } from "../../scripts/install-packed.mjs";
import { runProcess } from "../../scripts/run-process.mjs";
import { setup } from "../../scripts/setup.mjs";
import { installRuntimes, runtimes } from "../runtimes/runtimes.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What the programs of projects/tsx print. */
const expected = "[7,9]\n";

export const command = ["node_modules/tsx/dist/cli.mjs"];
const ways = [command, ["--import", "tsx"], ["--import=tsx"]];
const projects = ["tsx/esm/main.ts", "tsx/cjs/main.ts"];

/**
 * Runs the programs, with tsx as its command and as a flag of Node.
 * @param {string} folder has the packed package
 * @param {string} node
 * @param {readonly (readonly string[])[]} [by] how tsx is started
 * @returns {Promise<string[]>} what went wrong
 */
export async function runByTsx(folder, node, by = ways) {
  cpSync(fileURLToPath(new URL("projects/tsx", import.meta.url)), `${folder}/tsx`, { recursive: true });
  symlinkSync(`${root}node_modules/tsx`, `${folder}/node_modules/tsx`);
  const outcomes = projects.flatMap((project) =>
    by.map(async (way) => {
      const { stdout, stderr } = await runProcess(node, [...way, project], { deadlineMs: 30_000, cwd: folder });
      return stdout === expected && stderr === "" ? [] : [`${way.join(" ")} ${project}: ${stdout}${stderr}`];
    }),
  );
  const wrong = (await Promise.all(outcomes)).flat();
  rmSync(`${folder}/node_modules/tsx`);
  return wrong;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installRuntimes();
  await setup();
  const folder = realpathSync(mkdtempSync(`${tmpdir()}/miniasync-tsx-`));
  await installPacked(folder);
  for (const { family, system, title, binary } of runtimes) {
    if (family !== "node" || system !== undefined) continue;
    const wrong = await runByTsx(folder, binary);
    console.log(`${title}: ${wrong.length === 0 ? "fine" : wrong.join("\n")}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
  rmSync(folder, { recursive: true, force: true });
}
