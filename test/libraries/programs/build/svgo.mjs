// Optimises a picture by the configuration of a file.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { load, run, sync } from "miniasync";

const svgo = load("svgo");
writeFileSync("svgo.config.mjs", "export default { multipass: true, js2svg: { pretty: false } };");
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><!-- a comment --><rect  width="10" height="10"/></svg>';

const [config] = run(svgo.loadConfig());
assert.equal(config.multipass, true);
// The line of the table.
const { data } = sync(svgo).optimize(svg, config);
assert.equal(data, '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h10v10H0z"/></svg>');
