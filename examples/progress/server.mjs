// A server of files, in a process of its own: node server.mjs. Prints its port.
//   GET /            the names of the files and their sizes
//   GET /NAME        its contents, some 64 KB every 10 ms
import { createServer } from "node:http";

const line = "The quick brown fox jumps over the lazy dog, and nobody knows how often it has done that: ";
/** @type {Map<string, Buffer>} */
const files = new Map();
for (let number = 1; number <= 8; number++) {
  const lines = Array.from({ length: 4000 * number }, (_, index) => `${line}${index * number}\n`);
  files.set(`log-${number}.txt`, Buffer.from(lines.join("")));
}

const server = createServer((request, response) => {
  if (request.url === "/") {
    return void response.end(JSON.stringify([...files].map(([name, { length }]) => ({ name, size: length }))));
  }
  const contents = files.get(String(request.url).slice(1));
  if (contents === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { "content-length": contents.length });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(contents.subarray(sent, sent + 65_536));
    sent += 65_536;
    if (sent < contents.length) return;
    clearInterval(timer);
    response.end();
  }, 10);
  response.on("close", () => clearInterval(timer));
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
