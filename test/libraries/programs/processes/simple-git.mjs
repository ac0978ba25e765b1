// Makes a repository, commits, and reads its log.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { load, run, sync } from "miniasync";

const { simpleGit } = load("simple-git");
const [git] = run(simpleGit({ baseDir: process.cwd(), config: ["user.name=Me", "user.email=me@example.org"] }));

writeFileSync("a.txt", "text\n");
run(git.init());
// The line of the table.
run(git.add("a.txt").commit("the first one"));
const { latest, total } = sync(git).log();
assert.deepEqual([latest.message, total], ["the first one", 1]);
assert.equal(sync(git).status().isClean(), true);
