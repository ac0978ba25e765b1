// Gets, posts, and makes a client with a base URL; an error has its response.
// Against: http
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const axios = sync(load("axios")).default;
const url = process.env.HTTP_URL;

// The line of the table.
const { status, data } = axios.get(`${url}/hello/you`);
assert.deepEqual([status, data.hello], [200, "you"]);
assert.equal(axios.post(`${url}/echo`, { a: 1 }).data.body, '{"a":1}');

const client = axios.create({ baseURL: url, headers: { "x-own": "1" } });
assert.equal(client.get("/hello/me").data.hello, "me");
assert.throws(
  () => client.get("/nowhere"),
  (error) => error.code === "ERR_BAD_REQUEST" && error.response.status === 404,
);

const { default: api } = load("axios");
const answers = run(api.get(`${url}/hello/a`), api.get(`${url}/hello/b`));
assert.deepEqual(
  answers.map(({ data }) => data.hello),
  ["a", "b"],
);
