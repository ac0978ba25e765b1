// Sets and gets keys, two at once, sends a transaction, and receives what another connection publishes.
// Against: redis
import assert from "node:assert/strict";
import { load, Queue, run, sync } from "miniasync";

const { Redis } = load("ioredis");
const [redis, listener] = run(new Redis(process.env.REDIS_URL), new Redis(process.env.REDIS_URL));

assert.deepEqual(run(redis.set("ioredis:a", 1), redis.incrby("ioredis:b", 5)), ["OK", 5]);
// The line of the table.
const [replies] = run(redis.multi().set("ioredis:c", "x").get("ioredis:c").exec());
assert.deepEqual(replies, [
  [null, "OK"],
  [null, "x"],
]);
assert.equal(sync(redis).get("ioredis:a"), "1");

function* news() {
  const heard = new Queue();
  yield* listener.subscribe("ioredis:news");
  yield* listener.on("message", (_channel, text) => heard.putNowait(text));
  yield* redis.publish("ioredis:news", "hello");
  return yield* heard.get();
}
assert.deepEqual(run(news()), ["hello"]);
run(redis.quit(), listener.quit());
