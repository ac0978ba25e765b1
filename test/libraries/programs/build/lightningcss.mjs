// Minifies, and bundles files: synchronous functions, here in the thread, beside one that waits.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { load, run } from "miniasync";

const { bundleAsync, transform } = load("lightningcss");
writeFileSync("a.css", '@import "b.css"; a { color: red }');
writeFileSync("b.css", "b { color: blue }");

// The line of the table.
const [bundled, small] = run(
  bundleAsync({ filename: "a.css", minify: true }),
  transform({ filename: "c", code: Buffer.from("c {  }  d { top: 0 }"), minify: true }),
);
assert.equal(String(Buffer.from(bundled.code)), "b{color:#00f}a{color:red}");
assert.equal(String(Buffer.from(small.code)), "d{top:0}");
