// Inserts, selects by a chain with a condition, and rolls a transaction back.
// Against: postgres
// Remark: Tables are declared in a module that is loaded, or in a function for `coroutine`.
import assert from "node:assert/strict";
import { coroutine, load, run } from "miniasync";

const { eq, gt } = load("drizzle-orm");
const connect = coroutine(async (url) => {
  const { drizzle } = await import("drizzle-orm/node-postgres");
  const { integer, pgTable, serial, text } = await import("drizzle-orm/pg-core");
  const users = pgTable("users", { id: serial(), name: text(), age: integer() });
  return { db: drizzle(url), users };
});
const [{ db, users }] = run(connect(process.env.POSTGRES_URL));

run(db.execute("create table users (id serial, name text, age int)"));
const ages = [
  { name: "Ada", age: 36 },
  { name: "Bob", age: 9 },
];
run(db.insert(users).values(ages));

function* adults() {
  // The line of the table.
  return yield* db
    .select()
    .from(users)
    .where(yield* gt(users.age, 17));
}
assert.deepEqual(run(adults()), [[{ id: 1, name: "Ada", age: 36 }]]);

const grown = db.transaction(function* (tx) {
  yield* tx
    .update(users)
    .set({ age: 18 })
    .where(yield* eq(users.name, "Bob"));
  return yield* tx.select({ name: users.name }).from(users).orderBy(users.id);
});
assert.deepEqual(run(grown), [[{ name: "Ada" }, { name: "Bob" }]]);
assert.equal(run(adults())[0].length, 2);
run(db.$client.end());
