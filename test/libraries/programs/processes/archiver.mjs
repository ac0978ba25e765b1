// Packs a text and a folder into a ZIP file, through a stream of the thread.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { load, run } from "miniasync";

const { ZipArchive } = load("archiver");
const { createWriteStream } = load("node:fs");
const { finished } = load("node:stream/promises");
mkdirSync("in");
writeFileSync("in/a.txt", "text");

const [archive, file] = run(new ZipArchive({ zlib: { level: 9 } }), createWriteStream("own.zip"));
run(archive.pipe(file));
run(archive.append("hello", { name: "hello.txt" }).directory("in/", "inside"));
// The line of the table.
run(archive.finalize(), finished(file));
assert.equal(readFileSync("own.zip").subarray(0, 2).toString(), "PK");
assert.match(readFileSync("own.zip", "latin1"), /hello\.txt.*inside\/a\.txt/s);
