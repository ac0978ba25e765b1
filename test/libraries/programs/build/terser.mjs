// Minifies two texts at once.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { minify } = load("terser");

// The line of the table.
const [one, other] = run(minify("const a = 1 + 1; log(a)", { toplevel: true }), minify("if (x) { y() }"));
assert.deepEqual([one.code, other.code], ["log(2);", "x&&y();"]);
