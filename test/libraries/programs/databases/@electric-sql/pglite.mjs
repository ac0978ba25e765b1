// Queries, by a tagged template too, and hears of a notification.
import assert from "node:assert/strict";
import { load, Queue, run, sync } from "miniasync";

const { PGlite } = load("@electric-sql/pglite");
const [db] = run(new PGlite());

run(db.exec("create table notes (id serial, text text); insert into notes (text) values ('one'), ('two')"));
const name = "two";
// The line of the table.
const { rows } = sync(db).sql`select id from notes where text = ${name}`;
assert.deepEqual(rows, [{ id: 2 }]);

const heard = new Queue();
run(db.listen("news", (text) => heard.putNowait(text)));
run(db.query("select pg_notify('news', $1)", ["hello"]));
assert.deepEqual(run(heard.get()), ["hello"]);
run(db.close());
