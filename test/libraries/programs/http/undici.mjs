// Sends requests at once by an agent with two connections, and reads their bodies.
// Against: http
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { Agent, request } = load("undici");
const url = process.env.HTTP_URL;
const [dispatcher] = run(new Agent({ connections: 2 }));

function* get(name) {
  // The line of the table.
  const { statusCode, body } = yield* request(`${url}/hello/${name}`, { dispatcher });
  assert.equal(statusCode, 200);
  return (yield* body.json()).hello;
}

assert.deepEqual(run(get("a"), get("b"), get("c")), ["a", "b", "c"]);
run(dispatcher.close());
