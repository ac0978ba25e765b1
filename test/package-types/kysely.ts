import { expectTypeOf } from "expect-type";
import type { PostgresDialect, PostgresDialectConfig } from "kysely";
import { coroutine, type Handle, load, run } from "miniasync";

const kysely = load<typeof import("kysely")>("kysely");
declare const config: PostgresDialectConfig;
const [dialect] = run(new kysely.PostgresDialect(config));
expectTypeOf(dialect).toEqualTypeOf<Handle<PostgresDialect>>();

// A query is built by one call after the other, each of another type: in a function of the thread all of them are exact.
interface Database {
  person: { id: number; name: string };
}
const people = coroutine(async (name: string) => {
  const { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } = await import("kysely");
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  return db.selectFrom("person").select(["id"]).where("name", "=", name).execute();
});
expectTypeOf(run(people("x"))[0]).toEqualTypeOf<{ id: number }[]>();
