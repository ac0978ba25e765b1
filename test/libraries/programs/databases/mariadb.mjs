// Inserts a batch, queries two at once, and loops over rows as they come.
// Against: mariadb
import assert from "node:assert/strict";
import { iterate, load, run, sync } from "miniasync";

const { createPool } = load("mariadb");
const [pool] = run(createPool(process.env.MARIADB_URL));

run(pool.query("create table mariadb_pets (id int primary key, name varchar(20))"));
const { affectedRows } = sync(pool).batch("insert into mariadb_pets values (?, ?)", [
  [1, "Rex"],
  [2, "Tom"],
]);
assert.equal(affectedRows, 2);
// The line of the table.
const [[rex], [tom]] = run(...[1, 2].map((id) => pool.query("select name from mariadb_pets where id = ?", [id])));
assert.deepEqual([rex.name, tom.name], ["Rex", "Tom"]);

const [connection] = run(pool.getConnection());
const names = [];
for (const row of iterate(connection.queryStream("select name from mariadb_pets order by id"))) names.push(row.name);
assert.deepEqual(names, ["Rex", "Tom"]);
run(connection.release());
run(pool.end());
