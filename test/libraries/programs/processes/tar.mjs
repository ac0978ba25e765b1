// Packs a folder, lists it with a callback, and unpacks it.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { load, run } from "miniasync";

const tar = load("tar");
mkdirSync("in");
mkdirSync("out");
writeFileSync("in/a.txt", "text");

// The line of the table.
run(tar.create({ gzip: true, file: "own.tgz" }, ["in"]));
const names = [];
run(tar.list({ file: "own.tgz", onReadEntry: ({ path }) => names.push(path) }));
assert.deepEqual(names, ["in/", "in/a.txt"]);
run(tar.extract({ file: "own.tgz", cwd: "out" }));
assert.equal(readFileSync("out/in/a.txt", "utf8"), "text");
