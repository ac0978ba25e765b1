// Declares a schema with types and a validator of the program, and validates documents. There is no server of MongoDB here.
// Remark: Tried as far as it goes without a server.
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { default: mongoose } = load("mongoose");

// The line of the table.
const [schema] = run(
  new mongoose.Schema({ name: { type: String, required: true }, age: { type: Number, min: 0 }, born: Date }),
);
const [Person] = run(mongoose.model("Person", schema));
const [ada, nobody] = run(new Person({ name: "Ada", age: "36", born: "1815-12-10" }), new Person({ age: -1 }));
run(ada.validate());
const { name, age, born } = sync(ada).toObject();
assert.deepEqual([name, age, born], ["Ada", 36, new Date("1815-12-10")]);
assert.throws(
  () => run(nobody.validate()),
  ({ errors }) => errors.name.kind === "required" && errors.age.kind === "min",
);
