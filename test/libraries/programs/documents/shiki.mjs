// Colours code; the languages are loaded when they are needed.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { codeToHtml } = load("shiki");

// The line of the table.
const [html] = run(codeToHtml("const a = 1;", { lang: "js", theme: "github-light", tokenizeTimeLimit: 0 }));
assert.match(html, /^<pre class="shiki github-light".*>const<\/span>/);
