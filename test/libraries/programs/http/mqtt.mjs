// Subscribes, publishes, and receives by a listener.
// Against: mqtt
import assert from "node:assert/strict";
import { load, Queue, run } from "miniasync";

const { connectAsync } = load("mqtt");

function* talk() {
  const client = yield* connectAsync(process.env.MQTT_URL);
  const heard = new Queue();
  yield* client.on("message", (topic, payload) => heard.putNowait(`${topic}: ${payload}`));
  yield* client.subscribeAsync("rooms/+");
  // The line of the table.
  yield* client.publishAsync("rooms/kitchen", "21 degrees", { qos: 1 });
  const message = yield* heard.get();
  yield* client.endAsync();
  return message;
}

assert.deepEqual(run(talk()), ["rooms/kitchen: 21 degrees"]);
