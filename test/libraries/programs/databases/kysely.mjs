// Builds queries by chains, in a transaction, too.
// Against: postgres
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { Kysely, PostgresDialect } = load("kysely");
const { Pool } = load("pg");
const [pool] = run(new Pool({ connectionString: process.env.POSTGRES_URL }));
const [dialect] = run(new PostgresDialect({ pool }));
const [db] = run(new Kysely({ dialect }));

run(db.schema.createTable("cities").addColumn("name", "text").addColumn("people", "integer").execute());
const values = [
  { name: "Rome", people: 2_700_000 },
  { name: "Pisa", people: 90_000 },
];
run(db.insertInto("cities").values(values).execute());
// The line of the table.
const [large] = run(db.selectFrom("cities").select(["name"]).where("people", ">", 1_000_000).execute());
assert.deepEqual(large, [{ name: "Rome" }]);
assert.equal(sync(db).selectFrom("cities").selectAll().where("name", "=", "Pisa").executeTakeFirst().people, 90_000);

const renamed = db.transaction().execute(function* (trx) {
  yield* trx.updateTable("cities").set({ name: "Roma" }).where("name", "=", "Rome").execute();
  return yield* trx.selectFrom("cities").select("name").orderBy("name").execute();
});
assert.deepEqual(run(renamed), [[{ name: "Pisa" }, { name: "Roma" }]]);
run(db.destroy());
