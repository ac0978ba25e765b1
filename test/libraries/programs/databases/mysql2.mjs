// Prepares statements by a pool, two at once, and rolls a transaction back.
// Against: mariadb
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const mysql = load("mysql2/promise");
const [pool] = run(mysql.createPool(process.env.MARIADB_URL.replace("mariadb:", "mysql:")));

run(pool.query("create table mysql2_pets (id int primary key auto_increment, name varchar(20))"));
run(pool.execute("insert into mysql2_pets (name) values (?), (?)", ["Rex", "Tom"]));
// The line of the table.
const [[rows], [counts]] = run(
  pool.execute("select name from mysql2_pets where id = ?", [1]),
  pool.query("select count(*) as count from mysql2_pets"),
);
assert.equal(rows[0].name, "Rex");
assert.equal(counts[0].count, 2);

const connection = sync(sync(pool).getConnection());
connection.beginTransaction();
connection.query("delete from mysql2_pets");
connection.rollback();
connection.release();
assert.equal(sync(pool).query("select * from mysql2_pets")[0].length, 2);
run(pool.end());
