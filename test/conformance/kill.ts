/**
 * Breaks the kernel in every way of mutants/, and shows that the corpus tells: `npm run conformance:mutants`. Writes the table of
 * README.md. A mutant that hangs is told by the deadline.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { runProcess } from "../../scripts/run-process.mjs";
import { inKernel } from "./mutants/kernel.ts";
import { inLater } from "./mutants/later.ts";
import type { Mutant } from "./mutants/mutant.ts";
import { inThings } from "./mutants/things.ts";
import { inWaiting } from "./mutants/waiting.ts";
import { writeTable } from "./readme.ts";

const deadlineMs = 60_000;
const root = `${import.meta.dirname}/../..`;

export async function main(only?: string): Promise<void> {
  const chosen = [...inKernel, ...inWaiting, ...inThings, ...inLater].filter(
    ({ file, what }) => only === undefined || `${file} ${what}`.includes(only),
  );
  const rows: string[] = [];
  let killed = 0;
  for (const [index, mutant] of chosen.entries()) {
    const verdict = await judge(mutant, index);
    if (verdict !== "survives") killed++;
    rows.push(`| ${mutant.file} | ${mutant.what} | ${verdict} |`);
    console.log(rows.at(-1));
  }
  console.log(`${killed} of ${chosen.length} killed`);
  if (only === undefined) {
    const table = ["| file | broken so that | told by |", "|---|---|---|", ...rows].join("\n");
    writeTable("mutants", `${killed} of ${chosen.length} are told from the kernel as it is.\n\n${table}`);
  }
  process.exitCode = killed === chosen.length ? 0 : 1;
}

/** @returns by what the corpus tells the mutant. */
async function judge(mutant: Mutant, index: number): Promise<string> {
  const folder = `${root}/.tmp/mutants/${index}`;
  mkdirSync(folder, { recursive: true });
  cpSync(`${root}/src`, `${folder}/src`, { recursive: true });
  cpSync(`${root}/test/conformance`, `${folder}/test/conformance`, { recursive: true });
  try {
    const file = `${folder}/src/${mutant.file}`;
    const text = readFileSync(file, "utf8");
    if (text.split(mutant.from).length !== 2)
      throw new Error(`Cannot break ${mutant.file}: "${mutant.what}" finds no one place`);
    writeFileSync(
      file,
      text.replace(mutant.from, () => mutant.to),
    );
    const args = [`${root}/scripts/run-ts.mjs`, `${folder}/test/conformance/check-corpus.ts`];
    const { stdout, stderr, code, timedOut } = await runProcess(process.execPath, args, { deadlineMs, cwd: root });
    if (timedOut) return "hanging";
    if (code === 0) return "survives";
    if (stderr.includes("Transform failed"))
      throw new Error(`Cannot break ${mutant.file}: "${mutant.what}" does not compile`);
    return stdout.trim() || (/^\w*Error: .*/m.exec(stderr)?.[0] ?? `exit code ${code}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
