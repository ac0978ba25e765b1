// Renders, and tells where a mistake is.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { default: less } = load("less");

// The line of the table.
const [{ css }] = run(less.render("@ink: #123456; a { b { color: @ink } }"));
assert.equal(css, "a b {\n  color: #123456;\n}\n");
assert.throws(() => run(less.render("a { color: @none }")), { type: "Name", line: 1 });
