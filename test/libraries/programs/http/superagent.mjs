// Builds a request step by step, and sends it; an error has its status.
// Against: http
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { default: superagent } = load("superagent");
const url = process.env.HTTP_URL;

// The line of the table.
const [answer] = run(superagent.post(`${url}/echo`).set("x-own", "1").send({ name: "Manny" }).retry(2));
assert.equal(answer.body.body, '{"name":"Manny"}');
assert.throws(() => run(superagent.get(`${url}/nowhere`)), { status: 404 });
