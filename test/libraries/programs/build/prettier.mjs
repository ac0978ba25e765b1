// Formats with the options that it finds for a file.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { load, sync } from "miniasync";

const prettier = sync(load("prettier"));
writeFileSync(".prettierrc", '{ "semi": false }');

// The line of the table.
const text = prettier.format("const  a = {b:1}", { ...prettier.resolveConfig("a.js"), filepath: "a.js" });
assert.equal(text, "const a = { b: 1 }\n");
assert.equal(prettier.check("a\n", { parser: "babel", semi: false }), true);
assert.throws(() => prettier.format("a(", { parser: "babel" }), SyntaxError);
