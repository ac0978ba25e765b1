// A broker of MQTT.
import { createServer } from "node:net";
import { Aedes } from "aedes";

export async function start() {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    broker.close();
    server.close();
  };
  return { url: `mqtt://127.0.0.1:${server.address().port}`, stop };
}
