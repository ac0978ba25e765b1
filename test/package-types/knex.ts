import { expectTypeOf } from "expect-type";
import { load, run } from "miniasync";

const knex = load<typeof import("knex")>("knex");
const [db] = run(knex.knex({ client: "pg" }));
expectTypeOf(run(db.destroy())[0]).toEqualTypeOf<void>();
expectTypeOf(run(db.schema.hasTable("t"))[0]).toEqualTypeOf<boolean>();
expectTypeOf(run(db.migrate.latest())[0]).toBeAny();
