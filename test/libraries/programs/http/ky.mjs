// Gets and posts JSON by chains, and makes a client with a prefix.
// Against: http
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { default: ky } = load("ky");
const url = process.env.HTTP_URL;

// The line of the table.
const [answer] = run(ky.post(`${url}/echo`, { json: { a: 1 } }).json());
assert.equal(answer.body, '{"a":1}');

const [api] = run(ky.create({ prefixUrl: url, retry: 0 }));
const [one, other] = run(api.get("hello/one").json(), api("hello/other").json());
assert.deepEqual([one.hello, other.hello], ["one", "other"]);
assert.throws(() => run(api.get("nowhere").text()), { name: "HTTPError" });
