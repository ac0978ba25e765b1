// Gets JSON by a chain, retries, extends a client; two at once.
// Against: http
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { got } = load("got");
const url = process.env.HTTP_URL;

// The line of the table.
const [a, b] = run(got(`${url}/hello/a`).json(), got(`${url}/hello/b`).json());
assert.deepEqual([a.hello, b.hello], ["a", "b"]);

const [text] = run(got(`${url}/flaky`, { retry: { limit: 3, backoffLimit: 10 } }).text());
assert.equal(JSON.parse(text).failures, 2);

const client = sync(sync(got).extend({ prefixUrl: url, responseType: "json" }));
assert.equal(client.post("echo", { json: { n: 1 } }).body.body, '{"n":1}');
assert.throws(() => client("nowhere", { retry: { limit: 0 } }), {
  name: "HTTPError",
  code: "ERR_NON_2XX_3XX_RESPONSE",
});
