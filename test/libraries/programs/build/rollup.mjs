// Bundles modules that a plug-in gives, whose hooks are generator functions of the program.
import assert from "node:assert/strict";
import { load, run, sleep } from "miniasync";

const { rollup } = load("rollup");
const modules = { main: 'import { a } from "other"; console.log(a);', other: "export const a = 1, b = 2;" };
const virtual = {
  name: "virtual",
  *resolveId(id) {
    yield* sleep(1);
    return id;
  },
  *load(id) {
    yield* sleep(1);
    return modules[id];
  },
};

function* main() {
  const bundle = yield* rollup({ input: "main", plugins: [virtual] });
  // The line of the table.
  const { output } = yield* bundle.generate({ format: "es" });
  yield* bundle.close();
  return output[0].code;
}

assert.deepEqual(run(main()), ["const a = 1;\n\nconsole.log(a);\n"]);
