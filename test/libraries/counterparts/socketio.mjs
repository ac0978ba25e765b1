// A server of Socket.IO that answers "add", and tells everybody of "shout".
import { createServer } from "node:http";
import { Server } from "socket.io";

export async function start() {
  const http = createServer();
  const server = new Server(http);
  server.on("connection", (socket) => {
    socket.on("add", (one, other, answer) => answer(one + other));
    socket.on("shout", (text) => server.emit("heard", text.toUpperCase()));
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${http.address().port}`, stop: () => server.close() };
}
