// Queries by a pool, two at once, a transaction on one client, and an error that can be listed.
// Against: postgres
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { DatabaseError, Pool } = load("pg");
const [pool] = run(new Pool({ connectionString: process.env.POSTGRES_URL }));

run(pool.query("create table pets (id serial primary key, name text unique)"));
// The line of the table.
const [{ rows }] = run(pool.query("insert into pets (name) values ($1), ($2) returning id, name", ["Rex", "Tom"]));
assert.deepEqual(rows, [
  { id: 1, name: "Rex" },
  { id: 2, name: "Tom" },
]);

const both = run(...rows.map(({ id }) => pool.query("select name from pets where id = $1", [id])));
assert.deepEqual(
  both.map(({ rows }) => rows[0].name),
  ["Rex", "Tom"],
);

const client = sync(sync(pool).connect());
client.query("begin");
client.query("delete from pets");
client.query("rollback");
client.release();
assert.equal(sync(pool).query("select count(*)::int from pets").rows[0].count, 2);

const [twice] = run(pool.query("insert into pets (name) values ('Rex')"), { returnExceptions: [DatabaseError] });
assert.equal(twice.code, "23505");
run(pool.end());
