import { expectTypeOf } from "expect-type";
import { load, run } from "miniasync";

const pg = load<typeof import("pg")>("pg");
const [pool] = run(new pg.Pool());

// A type parameter of its own decides what the values may be.
const [result] = run(pool.query("select $1::int", [1]));
expectTypeOf(result.rowCount).toEqualTypeOf<number | null>();
