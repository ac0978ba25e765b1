// Compiles two texts at once with a preset, and parses one.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { load, run } from "miniasync";

const babel = load("@babel/core");
const preset = fileURLToPath(import.meta.resolve("@babel/preset-env"));
const options = { presets: [[preset, { targets: "ie 11" }]], babelrc: false, configFile: false };

// The line of the table.
const [one, other] = run(babel.transformAsync("a ?? b", options), babel.transformAsync("() => 1", options));
assert.match(one.code, /!== null/);
assert.match(other.code, /function/);

const [tree] = run(babel.parseAsync("let a = 1", options));
assert.equal(tree.program.body[0].declarations[0].id.name, "a");
