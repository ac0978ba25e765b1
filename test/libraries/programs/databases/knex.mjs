// Makes a table, inserts, selects by chains, and rolls a transaction back.
// Against: postgres
// Remark: A callback that gets a builder, as that of createTable, belongs into a function for
//   `coroutine`; and chains are for `run`: a view of `sync` runs a builder as soon as it gets one, as `await` does.
import assert from "node:assert/strict";
import { coroutine, load, run } from "miniasync";

const { default: knex } = load("knex");
const [db] = run(knex({ client: "pg", connection: process.env.POSTGRES_URL }));
const create = coroutine((db) =>
  db.schema.createTable("books", (table) => {
    table.increments("id");
    table.string("title");
    table.integer("pages");
  }),
);

run(create(db));
run(
  db("books").insert([
    { title: "Emma", pages: 400 },
    { title: "Persuasion", pages: 250 },
  ]),
);
// The line of the table.
const [long] = run(db("books").where("pages", ">", 300).orderBy("title").select("id", "title"));
assert.deepEqual(long, [{ id: 1, title: "Emma" }]);
const [{ n }] = run(db("books").count("* as n").first());
assert.equal(n, "2");
assert.throws(
  () =>
    run(
      db.transaction(function* (trx) {
        yield* trx("books").delete();
        throw new Error("no, keep them");
      }),
    ),
  /keep them/,
);
assert.equal(run(db("books").select("*"))[0].length, 2);
run(db.destroy());
