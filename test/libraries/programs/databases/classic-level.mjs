// Puts, gets, writes a batch, and iterates over a range.
import assert from "node:assert/strict";
import { iterate, load, run, sync } from "miniasync";

const { ClassicLevel } = load("classic-level");
const [db] = run(new ClassicLevel("own", { valueEncoding: "json" }));

run(db.put("a", { n: 1 }), db.put("b", { n: 2 }));
assert.deepEqual(sync(db).get("a"), { n: 1 });
// The line of the table.
run(db.batch().put("c", { n: 3 }).del("b").write());
assert.deepEqual(
  [...iterate(db.iterator({ gte: "a" }))],
  [
    ["a", { n: 1 }],
    ["c", { n: 3 }],
  ],
);
assert.deepEqual([...iterate(db.keys())], ["a", "c"]);
run(db.close());
