import { expectTypeOf } from "expect-type";
import { load, run, sync } from "miniasync";
import type { RedisClientType } from "redis";

const redis = load<typeof import("redis")>("redis");
const [client] = run(redis.createClient());
expectTypeOf(run(client.get("x"))[0]).toEqualTypeOf<string | null>();
expectTypeOf(run(client.hGetAll("x"))[0]).toEqualTypeOf<{ [x: string]: string }>();
expectTypeOf(run(client.exists(["x"]))[0]).toEqualTypeOf<number>();
expectTypeOf(sync(client).get("x")).toEqualTypeOf<string | null>();
expectTypeOf(sync(redis).createClient().get("x")).toEqualTypeOf<string | null>();
// What multi() gives has a type that is any for any options.
expectTypeOf(run(client.multi().set("a", "1").exec())[0]).toBeAny();

const exact = load<{ createClient(): RedisClientType }>("redis");
expectTypeOf(run(exact.createClient().get("x"))[0]).toEqualTypeOf<string | null>();
