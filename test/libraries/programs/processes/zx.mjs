// Runs commands by templates, two at once, and reads their lines.
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { $ } = load("zx");
const word = "it's me";

// The line of the table.
const [hello, sum] = run($`echo ${word}`, $`expr 1 + 2`);
assert.equal(hello.stdout, "it's me\n");
assert.equal(String(sum.stdout).trim(), "3");
assert.deepEqual(run($`printf 'a\nb\n'`.lines()), [["a", "b"]]);
assert.deepEqual(run($`printf 'a\nb\n'`.pipe($`wc -l`).text()), ["2\n"]);
assert.throws(() => run($`exit 3`.quiet()), { exitCode: 3 });
assert.equal(sync($)({ nothrow: true })`exit 4`.exitCode, 4);
