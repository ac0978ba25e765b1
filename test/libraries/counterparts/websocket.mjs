// A server of ws that gives each message back.
import { WebSocketServer } from "ws";

export async function start() {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => socket.on("message", (data) => socket.send(`you said ${data}`)));
  await new Promise((resolve) => server.on("listening", resolve));
  return { url: `ws://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
