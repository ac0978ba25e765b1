// A report over a database, as a list of steps. PGlite is PostgreSQL in this process: nothing to install, no server.
import { load, run, sync } from "miniasync";

/** @type {import("miniasync").Remote<typeof import("@electric-sql/pglite")>} */
const { PGlite, messages } = load("@electric-sql/pglite");

const [database] = run(new PGlite());
// Where one thing is done after the other, the blocking view reads best: sync(database).exec(...) is run(database.exec(...)).
sync(database).exec(`
  create table customer (id int primary key, name text not null, city text not null);
  create table purchase (
    customer int not null references customer, day date not null, cents int not null check (cents > 0));
  insert into customer values (1, 'Ada', 'London'), (2, 'Grace', 'New York'), (3, 'Edsger', 'Rotterdam');
  insert into purchase
    select 1 + n % 3, date '2024-01-01' + n, (100 + n) * (1 + n * 7 % 50) from generate_series(0, 299) n;
`);

/** @param {number} cents */
const euros = (cents) => `${(cents / 100).toFixed(2).padStart(8)} EUR`;

// Several at once, and their results in order.
const [customers, months] = run(
  database.query(`select name, city, sum(cents)::int as cents
    from customer join purchase on customer = id group by id order by cents desc`),
  database.query(`select to_char(day, 'YYYY-MM') as month, sum(cents)::int as cents, max(day) as last
    from purchase group by 1 order by 1 limit 3`),
);
console.log("by customer");
for (const { name, city, cents } of rowsOf(customers))
  console.log(`  ${name.padEnd(7)} ${city.padEnd(10)} ${euros(cents)}`);
console.log("by month");
for (const { month, cents, last } of rowsOf(months))
  console.log(`  ${month} ${euros(cents)}, last on ${last.toISOString().slice(0, 10)}`);

/**
 * PGlite begins, calls back, and commits; or rolls back, when this throws. The callback is a coroutine of this thread.
 * @param {number} from
 * @param {number} to
 * @param {number} cents
 */
function move(from, to, cents) {
  return database.transaction(function* (transaction) {
    const insert = "insert into purchase values ($1, '2025-01-01', $2)";
    yield* transaction.query(insert, [to, cents]);
    yield* transaction.query(insert, [from, -cents]);
    return `moved ${cents}`;
  });
}

const [moved] = run(move(1, 2, 500), { returnExceptions: [messages.DatabaseError] });
console.log(`a purchase of less than nothing: ${moved instanceof messages.DatabaseError ? moved.message : moved}`);
const [{ count }] = rowsOf(sync(database).query("select count(*)::int from purchase"));
console.log(`purchases after the rollback: ${count}`);
sync(database).close();

/**
 * The rows of a result. A generic result has lost its type parameter on the way: it may be any row.
 * @param {{ rows: any[] }} result
 */
function rowsOf({ rows }) {
  return rows;
}
