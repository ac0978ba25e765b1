// The declarations say that the module is the function, but it is the default export.
import { expectTypeOf } from "expect-type";
import { load, run } from "miniasync";
import type postgres from "postgres";

const { default: connect } = load<{ default: typeof postgres }>("postgres");
const [sql] = run(connect("postgres://localhost"));
expectTypeOf(run(sql.end())[0]).toEqualTypeOf<void>();
expectTypeOf(run(sql`select 1`)[0].count).toEqualTypeOf<number>();
