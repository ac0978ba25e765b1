// Sends tagged templates, with others among their values, a transaction, and reads rows by a cursor.
// Against: postgres
import assert from "node:assert/strict";
import { iterate, load, run, sync } from "miniasync";

const { default: postgres } = load("postgres");
const [sql] = run(postgres(process.env.POSTGRES_URL, { max: 4 }));

run(sql`create table planets (id int primary key, name text, moons int)`);
const planets = [
  { id: 1, name: "Earth", moons: 1 },
  { id: 2, name: "Mars", moons: 2 },
  { id: 3, name: "Venus", moons: 0 },
];
run(sql`insert into planets ${sql(planets)}`);

// The line of the table.
const [rows] = run(sql`select name from planets where ${sql`moons > ${0}`} order by id`);
assert.deepEqual(
  rows.map(({ name }) => name),
  ["Earth", "Mars"],
);

const [moved] = run(
  sql.begin(function* (sql) {
    yield* sql`update planets set moons = moons + 1 where id = ${3}`;
    const [{ sum }] = yield* sql`select sum(moons)::int from planets`;
    return sum;
  }),
);
assert.equal(moved, 4);
assert.throws(
  () =>
    run(
      sql.begin(function* (sql) {
        yield* sql`delete from planets`;
        throw new Error("no, keep them");
      }),
    ),
  /keep them/,
);
assert.equal(sync(sql)`select count(*)::int from planets`[0].count, 3);

let count = 0;
for (const batch of iterate(sql`select * from planets`.cursor(2))) count += batch.length;
assert.equal(count, 3);
run(sql.end());
