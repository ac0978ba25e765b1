// Fetches, reads JSON and the status, and loops over a body; an error has its code.
// Against: http
import assert from "node:assert/strict";
import { iterate, load, run } from "miniasync";

const { default: fetch } = load("node-fetch");
const url = process.env.HTTP_URL;

// The line of the table.
const [answer] = run(fetch(`${url}/hello/you`).json());
assert.equal(answer.hello, "you");

const [response] = run(fetch(`${url}/text`));
assert.equal(response.status, 200);
assert.equal(response.ok, true);
let text = "";
for (const chunk of iterate(response.body)) text += chunk;
assert.match(text, /^first line\n.*third line\n$/s);
assert.throws(() => run(fetch("http://127.0.0.1:1/")), { code: "ECONNREFUSED" });
