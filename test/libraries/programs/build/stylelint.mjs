// Lints a text.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { default: stylelint } = load("stylelint");
const config = { rules: { "color-no-invalid-hex": true } };

// The line of the table.
const [{ results }] = run(stylelint.lint({ code: "a { color: #12 }", config }));
assert.equal(results[0].warnings[0].rule, "color-no-invalid-hex");
