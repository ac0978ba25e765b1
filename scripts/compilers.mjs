/** The compilers that the declarations must work with: the newest, which also compiles miniasync, and two before it. */
export const compilers = [
  { name: "TypeScript 7", tsc: new URL("../node_modules/@typescript/native/bin/tsc", import.meta.url).pathname },
  { name: "TypeScript 6", tsc: new URL("../node_modules/typescript/bin/tsc6", import.meta.url).pathname },
  { name: "TypeScript 5.9", tsc: new URL("../node_modules/typescript59/bin/tsc", import.meta.url).pathname },
];
