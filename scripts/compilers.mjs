import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));

/** The compilers that the declarations must work with: the newest, which also compiles miniasync, and two before it. */
export const compilers = [
  { name: "TypeScript 7", tsc: `${modules}@typescript/native/bin/tsc` },
  { name: "TypeScript 6", tsc: `${modules}typescript/bin/tsc6` },
  { name: "TypeScript 5.9", tsc: `${modules}typescript59/bin/tsc` },
];
