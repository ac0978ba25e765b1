// What remote things look like: overloads, generics, classes, views, and what is passed where.
// biome-ignore-all lint/suspicious/noExplicitAny: whether any stays any is what is tested
import type * as fsp from "node:fs/promises";
import { expectTypeOf } from "expect-type";
import {
  type Coroutine,
  coroutine,
  each,
  type Handle,
  iterate,
  load,
  type Remoted,
  run,
  sync,
  transfer,
} from "miniasync";
import type * as Pg from "pg";
import type * as Prettier from "prettier";

const fs = load<typeof fsp>("node:fs/promises");
const pg = load<typeof Pg>("pg");
const prettier = load<typeof Prettier>("prettier");

// The blocking view constructs, calls, nests, and its handles are arguments.
const client = new (sync(pg).Client)({ host: "x" });
client.query("select 1").rows satisfies unknown[];
expectTypeOf(sync(prettier).format("x", { parser: "babel" })).toEqualTypeOf<string>();
expectTypeOf(sync(fs).readFile("a", "utf8")).toEqualTypeOf<string>();
const file = sync(fs).open("x");
expectTypeOf(file.fd).toEqualTypeOf<number>();
sync(fs).readFile(file, "utf8");
run(fs.readFile(file, "utf8"));

// Plain results keep their names; parts with behaviour become handles.
interface Row {
  id: number;
  tags: string[];
  at: Date;
}
expectTypeOf<Remoted<Row>>().toEqualTypeOf<Row>();
expectTypeOf<Remoted<{ body: Response; rows: Row[] }>>().toEqualTypeOf<{ body: Handle<Response>; rows: Row[] }>();
expectTypeOf<Remoted<Promise<string>>>().toEqualTypeOf<Coroutine<string>>();
expectTypeOf<Remoted<any>>().toBeAny();
expectTypeOf<Remoted<unknown>>().toBeUnknown();
expectTypeOf<Remoted<Map<string, Response>>>().toEqualTypeOf<Map<string, Handle<Response>>>();

// An index signature hides no method, and no callback.
interface Bag {
  [key: string]: unknown;
  run(): Promise<number>;
}
expectTypeOf<Remoted<Bag>["run"]>().returns.toEqualTypeOf<Coroutine<number>>();
expectTypeOf<Remoted<Record<string, number>>>().toEqualTypeOf<Record<string, number>>();
declare const bags: { take(options: { [key: string]: any; done?: () => Promise<void> }): Promise<void> };
run(
  load<typeof bags>("bags").take({
    *done() {
      yield* fs.stat("x");
    },
  }),
);

// Type parameters become their constraints.
declare const generic: { pick<T extends { id: number }>(from: T[]): Promise<T> };
const remote = load<typeof generic>("generic");
declare const named: { id: number; name: string }[];
expectTypeOf(run(remote.pick(named))[0]).toEqualTypeOf<{ id: number }>();
// @ts-expect-error The constraint holds.
remote.pick([{ name: "x" }]);

// Without types nothing is known, and nothing is in the way.
declare const untyped: any;
expectTypeOf(run(load<any>("x").anything(1), untyped)).toEqualTypeOf<[any, any]>();

// What can be iterated over there can be here, by its items.
const http = load<typeof import("node:stream")>("node:stream");
for (const chunk of iterate(http.Readable.from([1]))) expectTypeOf(chunk).toBeAny();
const numbers = coroutine(async function* () {
  yield 1;
});
for (const number of iterate(numbers())) expectTypeOf(number).toEqualTypeOf<number>();
for (const number of iterate(coroutine(async () => [1, 2])())) expectTypeOf(number).toEqualTypeOf<number>();
for (const bytes of iterate(coroutine(async () => new Response("").body as ReadableStream<Uint8Array>)()))
  expectTypeOf(bytes.byteLength).toEqualTypeOf<number>();
run(
  each(numbers(), (number) => {
    expectTypeOf(number).toEqualTypeOf<number>();
  }),
);
// @ts-expect-error Nothing to iterate over.
iterate(fs.stat("x"));

// A moved value is of the type that it was.
run(fs.writeFile("x", transfer(new Uint8Array(4), [])));
// @ts-expect-error A string holds nothing that could be moved.
transfer(new Uint8Array(4), ["x"]);
