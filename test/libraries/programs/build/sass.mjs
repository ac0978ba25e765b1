// Compiles a file, with an importer whose methods are generator functions of the program.
import assert from "node:assert/strict";
import { load, run, sleep } from "miniasync";

const sass = load("sass");
const importer = {
  *canonicalize(name) {
    yield* sleep(1);
    return new URL(`own:${name}`);
  },
  *load() {
    yield* sleep(1);
    return { contents: "$ink: #123456;", syntax: "scss" };
  },
};

// The line of the table.
const [{ css }] = run(sass.compileStringAsync('@use "colours"; a { color: colours.$ink }', { importers: [importer] }));
assert.equal(css, "a {\n  color: #123456;\n}");
