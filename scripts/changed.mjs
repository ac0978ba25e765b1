// Builds of this package in which something is different: to compare it, and to test without it.
import { readFileSync } from "node:fs";

/** In which file of src/ which text is replaced by which. @typedef {readonly [file: string, from: string, to: string]} Change */

/** @param {readonly Change[]} changes @returns {import("esbuild").Plugin} */
export function changed(changes) {
  return {
    name: "changed",
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
        let contents = readFileSync(path, "utf8");
        for (const [file, from, to] of changes) {
          if (!path.endsWith(`/src/${file}`)) continue;
          if (!contents.includes(from))
            throw new Error(`Cannot change ${file}: it does not say ${JSON.stringify(from)}`);
          contents = contents.replace(from, () => to);
        }
        return { contents, loader: "ts" };
      });
    },
  };
}
