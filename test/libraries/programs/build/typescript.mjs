// Compiles a program: synchronous by nature, here in the thread, with what it is told to read by plain functions of the program.
// Remark: It is synchronous; load it only to have it in another thread.
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { default: typescript } = load("typescript");
const ts = sync(typescript);

// The line of the table.
const { outputText } = ts.transpileModule("const a: number = 1", {
  compilerOptions: { target: ts.ScriptTarget.ESNext },
});
assert.match(outputText, /const a = 1;\n$/);

const texts = [];
const host = { readFile: (file) => texts.push(file) && '{ "extends": "./b.json" }', fileExists: () => false };
const [config] = run(typescript.readConfigFile("a.json", (file) => host.readFile(file)));
assert.deepEqual([config.config.extends, texts], ["./b.json", ["a.json"]]);
