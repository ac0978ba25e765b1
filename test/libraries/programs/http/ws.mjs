// Sends messages to a server, and gets its answers in a queue that an event listener fills.
// Against: websocket
// Remark: Listen in the chain that makes the socket, which is one request: it may be open before another one comes.
import assert from "node:assert/strict";
import { Event, load, Queue, run } from "miniasync";

const { WebSocket } = load("ws");

function* talk(words) {
  const open = new Event();
  const heard = new Queue();
  // The line of the table.
  const socket = yield* new WebSocket(process.env.WEBSOCKET_URL)
    .on("open", () => open.set())
    .on("message", (data) => heard.putNowait(String(data)));
  yield* open.wait();
  for (const word of words) yield* socket.send(word);
  const answers = [];
  for (const _ of words) answers.push(yield* heard.get());
  yield* socket.close();
  return answers;
}

assert.deepEqual(run(talk(["hello", "goodbye"]), talk(["yes"])), [
  ["you said hello", "you said goodbye"],
  ["you said yes"],
]);
