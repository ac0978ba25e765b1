// Runs tests by its programming interface, and counts the results.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { load, run, sync } from "miniasync";

const { startVitest } = load("vitest/node");
writeFileSync("own.test.mjs", 'test("sum", () => expect(1 + 1).toBe(2)); test("wrong", () => expect(1).toBe(2));');
const options = { root: process.cwd(), config: false, globals: true, watch: false, reporters: [{}] };

// The line of the table.
const [vitest] = run(startVitest("test", [], options));
const [{ tasks }] = sync(vitest.state).getFiles();
assert.deepEqual(
  tasks.map(({ name, result }) => [name, result.state]),
  [
    ["sum", "pass"],
    ["wrong", "fail"],
  ],
);
run(vitest.close());
process.exitCode = 0; // It says by it that a test has failed.
