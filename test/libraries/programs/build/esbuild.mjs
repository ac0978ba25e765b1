// Transforms two texts at once, and bundles files with a plug-in.
// Remark: The `setup` of a plug-in belongs into a function for `coroutine`: it uses the builder at once.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { coroutine, load, run } from "miniasync";

const { transform } = load("esbuild");

// The line of the table.
const [one, other] = run(transform("let a: number = 1", { loader: "ts" }), transform("a  ??  b", { target: "es2019" }));
assert.equal(one.code, "let a = 1;\n");
assert.match(other.code, /a != null \? a : b/);

writeFileSync("a.txt", "from a file");
writeFileSync("a.js", 'import text from "./a.txt"; console.log(text);');
const bundle = coroutine(async (file) => {
  const { build } = await import("esbuild");
  const { readFile } = await import("node:fs/promises");
  const texts = {
    name: "texts",
    setup(build) {
      build.onLoad({ filter: /\.txt$/ }, async ({ path }) => ({
        contents: await readFile(path, "utf8"),
        loader: "text",
      }));
    },
  };
  const { outputFiles } = await build({ entryPoints: [file], bundle: true, write: false, plugins: [texts] });
  return outputFiles[0].text;
});
assert.match(run(bundle("a.js"))[0], /"from a file"/);
