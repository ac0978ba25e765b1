// Waits for an acknowledgement, and for an event that the server sends to all.
// Against: socketio
import assert from "node:assert/strict";
import { load, Queue, run } from "miniasync";

const { io } = load("socket.io-client");

function* talk() {
  const socket = yield* io(process.env.SOCKETIO_URL);
  const heard = new Queue();
  yield* socket.on("heard", (text) => heard.putNowait(text));
  // The line of the table.
  const sum = yield* socket.emitWithAck("add", 1, 2);
  yield* socket.emit("shout", "hello");
  const text = yield* heard.get();
  yield* socket.disconnect();
  return [sum, text];
}

assert.deepEqual(run(talk()), [[3, "HELLO"]]);
