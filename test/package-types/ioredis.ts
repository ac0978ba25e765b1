import { expectTypeOf } from "expect-type";
import type { ChainableCommander, Redis } from "ioredis";
import { type Handle, load, run, sync } from "miniasync";

const ioredis = load<typeof import("ioredis")>("ioredis");
const [redis] = run(new ioredis.Redis("redis://localhost"));
expectTypeOf(redis).toEqualTypeOf<Handle<Redis>>();
expectTypeOf(run(redis.get("a"))[0]).toEqualTypeOf<string | null>();
expectTypeOf(run(redis.set("a", 1))[0]).toEqualTypeOf<"OK">();
expectTypeOf(run(redis.multi())[0]).toEqualTypeOf<Handle<ChainableCommander>>();
expectTypeOf(run(redis.multi().set("a", 1).exec())[0]).toEqualTypeOf<[error: Error | null, result: unknown][] | null>();
expectTypeOf(sync(redis).hgetall("a")).toEqualTypeOf<Record<string, string>>();
redis.on("message", (channel, message) => {
  expectTypeOf(channel).toEqualTypeOf<string>();
  expectTypeOf(message).toEqualTypeOf<string>();
});
