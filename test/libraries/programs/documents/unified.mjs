// Makes HTML of Markdown by a chain of plug-ins of three packages.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { unified } = load("unified");
const [{ default: remarkParse }, { default: remarkRehype }, { default: rehypeStringify }] = [
  load("remark-parse"),
  load("remark-rehype"),
  load("rehype-stringify"),
];

// The line of the table.
const [html] = run(unified().use(remarkParse).use(remarkRehype).use(rehypeStringify).process("# Hello"));
assert.equal(html.value, "<h1>Hello</h1>");
