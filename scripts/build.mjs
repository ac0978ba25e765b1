// Compiles src/ to dist/, one file in, one file out, then deletes what was compiled from a source that is gone: it would be
// shipped. In place, not into an emptied dist/: a program that is using dist/ meanwhile goes on working.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const tsc = `${root}node_modules/@typescript/native/bin/tsc`;

/** @param {readonly string[]} [flags] for the compiler */
export function build(flags = []) {
  const args = [tsc, "-p", "tsconfig.build.json", ...flags];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  for (const name of readdirSync(`${root}dist`, { recursive: true, encoding: "utf8" })) {
    const output = /^(.*?)(\.d)?\.[jt]s(\.map)?$/.exec(name);
    if (output === null) continue;
    const gone = !existsSync(`${root}src/${output[1]}.ts`);
    // Left by a build that measured coverage.
    const unwanted = name.endsWith(".js.map") && !flags.includes("--sourceMap");
    if (gone || unwanted) rmSync(`${root}dist/${name}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build(process.argv.slice(2));
