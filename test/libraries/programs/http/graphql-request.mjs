// Sends queries with variables, by a function and by a client.
// Against: http
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { GraphQLClient, request } = load("graphql-request");
const url = `${process.env.HTTP_URL}/graphql`;

// The line of the table.
const [{ hello }] = run(request(url, "query ($name: String!) { hello(name: $name) }", { name: "you" }));
assert.equal(hello, "hello you");

const [client] = run(new GraphQLClient(url));
const [{ planets }] = run(client.request("{ planets { name moons } }"));
assert.deepEqual(planets[1], { name: "Mars", moons: 2 });
assert.throws(() => run(client.request("{ nothing }")), /Cannot query field/);
