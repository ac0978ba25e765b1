// Processes HTML.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { rehype } = load("rehype");

// The line of the table.
const [file] = run(rehype().data("settings", { fragment: true }).process("<P CLASS=a>Hello"));
assert.equal(file.value, '<p class="a">Hello</p>');
