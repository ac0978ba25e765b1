// Sends a batch, queries, and rolls a transaction back, in a file.
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { createClient } = load("@libsql/client");
const [client] = run(createClient({ url: "file:own.db" }));

run(client.batch(["create table notes (id integer primary key, text)", "insert into notes (text) values ('one')"]));
// The line of the table.
const { rows } = sync(client).execute({ sql: "select text from notes where id = ?", args: [1] });
assert.equal(rows[0].text, "one");

const transaction = sync(sync(client).transaction("write"));
transaction.execute("delete from notes");
transaction.rollback();
assert.equal(sync(client).execute("select count(*) as n from notes").rows[0].n, 1);
run(client.close());
