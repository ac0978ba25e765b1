// Serves pages by a handler that is a generator function of the program, while a run asks for two of them at once.
// Remark: Handlers are called while the program is in a run; a server that only serves needs no miniasync.
import assert from "node:assert/strict";
import { coroutine, load, run, sleep, sync } from "miniasync";

const { default: express } = load("express");
const getText = coroutine(async (url) => (await fetch(url)).text());
const [app] = run(express());

function* hello(request, response) {
  yield* sleep(1);
  yield* response.send(`hello ${request.params.name}`);
}
// The line of the table.
run(app.get("/hello/:name", hello));
const [server] = run(app.listen(0, "127.0.0.1"));
const { port } = sync(server).address();
const texts = run(getText(`http://127.0.0.1:${port}/hello/Ada`), getText(`http://127.0.0.1:${port}/hello/Bob`));
assert.deepEqual(texts, ["hello Ada", "hello Bob"]);
run(server.closeAllConnections(), server.close());
