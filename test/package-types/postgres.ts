// The declarations say that the module is the function, but it is the default export.
import { expectTypeOf } from "expect-type";
import { load, run } from "miniasync";
import type postgres from "postgres";

const { default: connect } = load<{ default: typeof postgres }>("postgres");
const [sql] = run(connect("postgres://localhost"));
expectTypeOf(run(sql.end())[0]).toEqualTypeOf<void>();
expectTypeOf(run(sql.unsafe("select 1"))[0].count).toEqualTypeOf<number>();
// The first overload is a helper with type parameters, which become so wide that it takes a template, too.
(run(sql`select 1 as n`)[0] as unknown as { n: number }[])[0]?.n satisfies number | undefined;
