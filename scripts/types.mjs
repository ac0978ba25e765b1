// `npm run types`: compiles test/types/ with every supported compiler. An unused @ts-expect-error is an error.
import { spawnSync } from "node:child_process";
import { compilers } from "./compilers.mjs";

let failed = false;
for (const { name, tsc } of compilers) {
  const { status } = spawnSync(process.execPath, [tsc, "-p", "test/types"], { stdio: "inherit" });
  console.log(`${name}: ${status === 0 ? "fine" : "failed"}`);
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
