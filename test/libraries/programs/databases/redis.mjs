// Sets and gets keys, sends a transaction, subscribes with a generator function, and iterates over keys.
// Against: redis
import assert from "node:assert/strict";
import { iterate, load, Queue, run, sync } from "miniasync";

const { createClient } = load("redis");
const [client] = run(createClient({ url: process.env.REDIS_URL }).connect());

run(client.set("node-redis:a", "1"), client.hSet("node-redis:h", { field: "value" }));
// The line of the table.
const [replies] = run(client.multi().set("node-redis:b", "2").get("node-redis:a").exec());
assert.deepEqual(replies, ["OK", "1"]);
assert.equal(sync(client).hGet("node-redis:h", "field"), "value");

const keys = [];
for (const found of iterate(client.scanIterator({ MATCH: "node-redis:?" }))) keys.push(...found);
assert.deepEqual(keys.sort(), ["node-redis:a", "node-redis:b", "node-redis:h"]);

function* news() {
  const heard = new Queue();
  const listener = yield* client.duplicate().connect();
  yield* listener.subscribe("node-redis:news", function* (text) {
    yield* heard.put(`${text}, ${yield* client.get("node-redis:a")}`);
  });
  yield* client.publish("node-redis:news", "hello");
  const text = yield* heard.get();
  yield* listener.close();
  return text;
}
assert.deepEqual(run(news()), ["hello, 1"]);
run(client.close());
