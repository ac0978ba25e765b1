// `npm run test:browsers`: installs what is missing here, and calls run.ts, which says the rest.
import { fileURLToPath } from "node:url";
import { setup } from "../../scripts/setup.mjs";

await setup();
process.argv.splice(2, 0, fileURLToPath(new URL("run.ts", import.meta.url)));
// Not before: it needs what has been installed.
await import("../../scripts/run-ts.mjs");
