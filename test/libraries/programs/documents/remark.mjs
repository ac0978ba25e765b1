// Processes Markdown; a plug-in changes the tree.
// Remark: A plug-in belongs into the thread, where the tree is: into a function for `coroutine`, or a module.
import assert from "node:assert/strict";
import { coroutine, load, run } from "miniasync";

const { remark } = load("remark");

// The line of the table.
const [file] = run(remark().process("Hello\n===\n\n*   one\n*   two\n"));
assert.equal(file.value, "# Hello\n\n* one\n* two\n");

const shout = coroutine(async (text) => {
  const { remark } = await import("remark");
  const upper = () => (tree) => {
    for (const { children } of tree.children) for (const node of children) node.value = node.value.toUpperCase();
  };
  return String(await remark().use(upper).process(text));
});
assert.deepEqual(run(shout("# a"), shout("b")), ["# A\n", "B\n"]);
