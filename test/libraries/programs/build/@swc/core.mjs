// Compiles two texts at once, and minifies.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const swc = load("@swc/core");
const jsc = { parser: { syntax: "typescript" }, target: "es2022" };

// The line of the table.
const [one, other] = run(
  swc.transform("const a: number = 1", { jsc }),
  swc.minify("const a = 1 + 1;  export { a }", { module: true }),
);
assert.equal(one.code, "const a = 1;\n");
assert.match(other.code, /2/);
