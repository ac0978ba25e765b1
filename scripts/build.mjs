// Compiles src/ to dist/, one file in, one file out. dist/ is emptied first: a file left over from a source that no longer
// exists would be shipped.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
const tsc = "node_modules/@typescript/native/bin/tsc";
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exit(status ?? 1);
