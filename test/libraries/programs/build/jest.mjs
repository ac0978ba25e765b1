// Runs tests by its programming interface, and counts the results.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { load, run } from "miniasync";

const { runCLI } = load("jest");
writeFileSync("package.json", "{}");
writeFileSync("own.test.js", 'test("sum", () => expect(1 + 1).toBe(2)); test("wrong", () => expect(1).toBe(2));');

// The line of the table.
const [{ results }] = run(runCLI({ reporters: [], watchman: false, runInBand: true }, [process.cwd()]));
assert.deepEqual([results.numPassedTests, results.numFailedTests], [1, 1]);
