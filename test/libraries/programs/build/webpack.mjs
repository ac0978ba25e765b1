// Compiles files; its result comes by a callback.
// Remark: It tells its results to a callback, so a promise is made of them in a function for `coroutine`.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { coroutine, run } from "miniasync";

const compile = coroutine(async (options) => {
  const { default: webpack } = await import("webpack");
  const { promisify } = await import("node:util");
  const compiler = webpack(options);
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  return stats.toJson({ all: false, assets: true, errors: true });
});

writeFileSync("a.js", 'import { b } from "./b.js"; console.log(b);');
writeFileSync("b.js", "export const b = 42;");
const context = process.cwd();
// The line of the table.
const [{ assets, errors }] = run(compile({ context, mode: "production", entry: "./a.js", output: { path: context } }));
assert.deepEqual([assets[0].name, errors], ["main.js", []]);
assert.match(readFileSync("main.js", "utf8"), /console\.log\(42\)/);
