// node-postgres from synchronous code, with a server of its own: a pool, a transaction, rows as they come, a query given up.
import { coroutine, each, iterate, load, run, signal, sleep, TimeoutError, timeout } from "miniasync";
import { withServer } from "./server.mjs";

/** @type {import("miniasync").Remote<typeof import("pg")>} */
const pg = load("pg");
/** @type {import("miniasync").Remote<{ default: typeof import("pg-query-stream") }>} */
const { default: QueryStream } = load("pg-query-stream");
/** @typedef {import("miniasync").Handle<import("pg").Pool>} Pool */

/** A query that the server stops, too, when it is given up: a second connection tells it to. */
const query = coroutine(
  async (/** @type {import("pg").Pool} */ pool, /** @type {string} */ text, /** @type {AbortSignal} */ signal) => {
    const client = await pool.connect();
    const { rows } = await client.query("select pg_backend_pid() as pid");
    const cancel = () => void pool.query("select pg_cancel_backend($1)", [rows[0]?.pid]);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      return await client.query(text);
    } finally {
      signal.removeEventListener("abort", cancel);
      client.release();
    }
  },
);

withServer((connection) => {
  const [pool] = run(new pg.Pool({ ...connection, max: 5 }));
  try {
    manyAtOnce(pool);
    rolledBack(pool);
    asTheyCome(pool);
    givenUp(pool);
  } finally {
    run(pool.end());
  }
});

/** @param {Pool} pool */
function manyAtOnce(pool) {
  const squareOf = (/** @type {number} */ n) => pool.query("select $1::int ^ 2 as square, pg_sleep(0.1)", [n]);
  const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const start = performance.now();
  const squares = run(...numbers.map(squareOf));
  const together = Math.round(performance.now() - start);
  for (const number of numbers) run(squareOf(number));
  const inTurn = Math.round(performance.now() - start) - together;
  console.log(`ten queries at once: ${squares.map(({ rows }) => rows[0]?.square).join(" ")}`);
  console.log(`  by ${pool.totalCount} connections in ${together} ms; one after the other: ${inTurn} ms`);
}

/**
 * @template T
 * @param {Pool} pool
 * @param {(client: import("miniasync").Handle<import("pg").PoolClient>) => import("miniasync").Coroutine<T>} body
 */
function* transaction(pool, body) {
  const client = yield* pool.connect();
  try {
    yield* client.query("begin");
    const result = yield* body(client);
    yield* client.query("commit");
    return result;
  } catch (error) {
    yield* client.query("rollback");
    throw error;
  } finally {
    yield* client.release();
  }
}

/** @param {Pool} pool */
function rolledBack(pool) {
  run(pool.query("create table account (name text primary key, cents int check (cents >= 0))"));
  run(pool.query("insert into account values ('Ada', 1000), ('Grace', 500)"));

  const move = (/** @type {number} */ cents) =>
    transaction(pool, function* (client) {
      yield* client.query("update account set cents = cents + $1 where name = 'Grace'", [cents]);
      yield* client.query("update account set cents = cents - $1 where name = 'Ada'", [cents]);
      return `moved ${cents}`;
    });
  const [small, large] = run(move(200), move(5000), { returnExceptions: [pg.DatabaseError] });
  const [{ rows }] = run(pool.query("select name, cents from account order by name"));
  console.log(
    `transactions: ${small}; ${large instanceof pg.DatabaseError ? `${large.code} ${large.message}` : large}`,
  );
  console.log(`  afterwards: ${rows.map(({ name, cents }) => `${name} ${cents}`).join(", ")}`);
}

/** @param {Pool} pool */
function asTheyCome(pool) {
  const numbers = "select n from generate_series(1, 10000) n";
  const [client] = run(pool.connect());
  try {
    let sum = 0;
    const [stream] = run(new QueryStream(numbers));
    run(client.query(stream));
    for (const { n } of iterate(stream)) sum += n;
    console.log(`rows one by one: their sum is ${sum}`);

    /** @param {number} last */
    const until = function* (last) {
      const stream = yield* new QueryStream(numbers);
      yield* client.query(stream);
      let count = 0;
      yield* each(stream, function* ({ n }) {
        if (n % 100 === 0) yield* sleep(0);
        count++;
        return n === last;
      });
      return count;
    };
    const meanwhile = pool.query("select 'another query' as answer");
    const [count, { rows }] = run(until(1000), meanwhile);
    console.log(`  left after ${count} rows, while ${rows[0]?.answer} went on`);
  } finally {
    run(client.release());
  }
}

/** @param {Pool} pool */
function givenUp(pool) {
  const [late] = run(timeout(300, query(pool, "select pg_sleep(60)", signal)), {
    returnExceptions: [TimeoutError],
    // The server's answer to the cancellation is waited for.
    cancelGrace: 5000,
  });
  const [{ rows }] = run(
    pool.query(
      "select count(*)::int as running from pg_stat_activity where state = 'active' and query like '%sleep(60)' and pid <> pg_backend_pid()",
    ),
  );
  console.log(`a slow query: ${late instanceof TimeoutError ? late.name : "it ended"}`);
  console.log(`  running on the server: ${rows[0]?.running}; connections in use: ${pool.totalCount - pool.idleCount}`);
  const [{ rows: after }] = run(pool.query("select 'yes' as usable"));
  console.log(`  the pool is usable: ${after[0]?.usable}`);
}
