// The two plug-ins that are compared.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const lintProgram = fileURLToPath(new URL("lint.mjs", import.meta.url));

export const plugins = {
  miniasync: {
    rule: "prettier/format",
    source: `${root}examples/eslint-prettier/plugin.mjs`,
    file: "examples/eslint-prettier/plugin.mjs",
    /** All that is the plug-in itself. */
    code: ["examples/eslint-prettier/plugin.mjs"],
    needs: ["prettier-linter-helpers"],
  },
  synckit: {
    rule: "prettier/prettier",
    source: undefined,
    file: require.resolve("eslint-plugin-prettier").slice(root.length),
    code: [
      "node_modules/eslint-plugin-prettier/eslint-plugin-prettier.js",
      "node_modules/eslint-plugin-prettier/worker.mjs",
    ],
    needs: ["eslint-plugin-prettier"],
  },
};
