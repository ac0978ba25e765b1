import { expectTypeOf } from "expect-type";
import { type Handle, load, run, sync } from "miniasync";
import type { PoolClient, QueryResult, QueryResultRow } from "pg";

const pg = load<typeof import("pg")>("pg");
const [pool] = run(new pg.Pool({ max: 2 }));
const [client] = run(pool.connect());
expectTypeOf(client).toEqualTypeOf<Handle<PoolClient>>();
const [result] = run(client.query("select 1"));
expectTypeOf(result.rows).toEqualTypeOf<QueryResultRow[]>();
expectTypeOf(result.rowCount).toEqualTypeOf<number | null>();
result satisfies QueryResult;
expectTypeOf(sync(pool).query("select $1", [1]).rowCount).toEqualTypeOf<number | null>();
expectTypeOf(run(client.release())[0]).toEqualTypeOf<void>();
function catches(error: unknown) {
  if (error instanceof pg.DatabaseError) expectTypeOf(error.code).toEqualTypeOf<string | undefined>();
}
catches(undefined);
