// Calls a method whose result comes by a callback, and loops over one whose results are a stream.
// Against: grpc
// Remark: Its methods give their result to a callback. In a function for `coroutine` a promise is made of that; the call itself is a stream.
import assert from "node:assert/strict";
import { coroutine, iterate, run } from "miniasync";

const connect = coroutine(async (address, proto) => {
  const { credentials, loadPackageDefinition } = await import("@grpc/grpc-js");
  const { loadSync } = await import("@grpc/proto-loader");
  const { promisify } = await import("node:util");
  const { Greeter } = loadPackageDefinition(loadSync(proto));
  const client = new Greeter(address, credentials.createInsecure());
  return Object.assign(client, { greetAsync: promisify(client.greet) });
});

const proto = new URL("../../../counterparts/greeter.proto", import.meta.url).pathname;
const [client] = run(connect(process.env.GRPC_URL, proto));

// The line of the table.
const [ada, grace] = run(client.greetAsync({ name: "Ada" }), client.greetAsync({ name: "Grace" }));
assert.deepEqual([ada.text, grace.text], ["hello Ada", "hello Grace"]);

const [stream] = run(client.greetOften({ name: "Ada" }));
assert.deepEqual(
  [...iterate(stream)].map(({ text }) => text),
  ["hello Ada", "good morning Ada", "good night Ada"],
);
run(client.close());
