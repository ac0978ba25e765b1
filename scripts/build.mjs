// Compiles src/ to dist/, one file in, one file out, then deletes what was compiled from a source that is gone: it would be
// shipped. In place, not into an emptied dist/: a program that is using dist/ meanwhile goes on working.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { pathToFileURL } from "node:url";

const root = new URL("../", import.meta.url);

/** @param {readonly string[]} [flags] for the compiler */
export function build(flags = []) {
  const tsc = new URL("node_modules/@typescript/native/bin/tsc", root);
  const { status } = spawnSync(process.execPath, [tsc.pathname, "-p", "tsconfig.build.json", ...flags], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  for (const entry of readdirSync(new URL("dist/", root), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const output = `${entry.parentPath}/${entry.name}`;
    const source = output.replace(/\/dist\/(.*?)(\.d)?\.[jt]s(\.map)?$/, "/src/$1.ts");
    const stale = !existsSync(source) || (output.endsWith(".js.map") && !flags.includes("--sourceMap"));
    if (stale) rmSync(output);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) build(process.argv.slice(2));
