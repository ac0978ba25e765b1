// Compiles a schema that refers to others, which a generator function of the program loads.
import assert from "node:assert/strict";
import { load, run, sleep } from "miniasync";

const { Ajv } = load("ajv");
const schemas = { "own:name": { type: "string", minLength: 2 } };

const [ajv] = run(
  new Ajv({
    *loadSchema(uri) {
      yield* sleep(1);
      return schemas[uri];
    },
  }),
);
// The line of the table.
const [validate] = run(ajv.compileAsync({ type: "object", properties: { name: { $ref: "own:name" } } }));
assert.deepEqual(run(validate({ name: "Rex" }), validate({ name: "x" })), [true, false]);
