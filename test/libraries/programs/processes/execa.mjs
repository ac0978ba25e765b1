// Runs commands by templates and by arguments, reads their lines as they come; one that fails tells its code.
// Remark: A call is no function: where one gives a function that is called, write `sync`, as in `sync($)({ reject: false })`.
import assert from "node:assert/strict";
import { iterate, load, run, sync } from "miniasync";

const { $, ExecaError, execa } = load("execa");
const name = "a name with spaces";

// The line of the table.
const [{ stdout }] = run($`node -p ${`"${name}".length`}`);
assert.equal(stdout, "18");

const [one, other] = run($`node -p 1`, execa("node", ["-p", "2"]));
assert.deepEqual([one.stdout, other.stdout], ["1", "2"]);
const $quiet = sync($)({ reject: false });
assert.equal($quiet`node -e process.exit(4)`.exitCode, 4);
assert.equal(run($`node -p 1+1`.pipe`node -p ${"5"}`)[0].stdout, "5");

const lines = [...iterate(execa("node", ["-e", "console.log(1); console.log(2)"]).iterable())];
assert.deepEqual(lines, ["1", "2"]);

const [failed] = run(execa("node", ["-e", "process.exit(3)"]), { returnExceptions: [ExecaError] });
assert.equal(failed.exitCode, 3);
