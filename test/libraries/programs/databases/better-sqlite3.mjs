// Prepares and runs statements: synchronous by nature, here in the thread, so that it blocks no other coroutine.
// Remark: It is synchronous; load it only to have it in another thread.
import assert from "node:assert/strict";
import { iterate, load, run, sync } from "miniasync";

const { default: Database } = load("better-sqlite3");
const [db] = run(new Database("own.db"));

run(db.exec("create table notes (id integer primary key, text)"));
const insert = sync(db).prepare("insert into notes (text) values (?)");
assert.deepEqual(insert.run("one"), { changes: 1, lastInsertRowid: 1 });
insert.run("two");
// The line of the table.
const [rows] = run(db.prepare("select * from notes where id > ?").all(0));
assert.deepEqual(rows, [
  { id: 1, text: "one" },
  { id: 2, text: "two" },
]);
assert.deepEqual([...iterate(db.prepare("select text from notes").iterate())], [{ text: "one" }, { text: "two" }]);
run(db.close());
