// `node scripts/run-ts.mjs file.ts arguments...`: runs a TypeScript file and what it imports, on Node 20 too. For tools; what is
// measured or shipped is compiled by scripts/build.mjs.
import { resolve } from "node:path";
import { runnerImport } from "vite";

const [, , file, ...args] = process.argv;
if (file === undefined) throw new Error("Cannot run: which file? node scripts/run-ts.mjs file.ts arguments...");
const { module } = await runnerImport(resolve(file), { configFile: false, logLevel: "error" });
await module.main(...args);
