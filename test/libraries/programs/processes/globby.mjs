// Finds files by patterns, at once and one after the other.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { iterate, load, run } from "miniasync";

const { globby, globbyStream } = load("globby");
mkdirSync("a/b", { recursive: true });
for (const name of ["a/1.txt", "a/b/2.txt", "a/b/3.md"]) writeFileSync(name, "");

// The line of the table.
const [texts, notes] = run(globby("**/*.txt"), globby(["a/**/*.md", "!**/4.md"]));
assert.deepEqual([texts.sort(), notes], [["a/1.txt", "a/b/2.txt"], ["a/b/3.md"]]);
assert.equal([...iterate(globbyStream("**/*"))].length, 3);
