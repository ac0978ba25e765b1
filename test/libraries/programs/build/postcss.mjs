// Processes CSS with a plug-in of npm, and with one of the program that waits.
import assert from "node:assert/strict";
import { load, run, sleep } from "miniasync";

const { default: postcss } = load("postcss");
const { default: autoprefixer } = load("autoprefixer");
const browsers = { overrideBrowserslist: "Chrome 20" };

// The line of the table.
const [{ css }] = run(
  postcss([run(autoprefixer(browsers))[0]]).process("a { user-select: none }", { from: undefined }),
);
assert.match(css, /-webkit-user-select: none/);

const own = {
  postcssPlugin: "own",
  *Declaration(declaration) {
    yield* sleep(1);
    if (declaration.value === "ink") yield* declaration.assign({ value: "#123456" });
  },
};
const [result] = run(postcss([own]).process("a { color: ink }", { from: undefined }));
assert.equal(result.css, "a { color: #123456 }");
