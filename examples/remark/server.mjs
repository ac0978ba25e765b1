// A web site, in a process of its own: node server.mjs DELAY. Prints its port. /guide and /api exist, /old has moved, others do not exist.
//   HEAD /PAGE       the status, after DELAY milliseconds
//   GET /statistics  how many were asked for, and how many of them at most at once
import { createServer } from "node:http";

const delay = Number(process.argv[2]);
let requests = 0;
let atOnce = 0;
let most = 0;

const server = createServer((request, response) => {
  if (request.url === "/statistics") return void response.end(JSON.stringify({ requests, most }));
  requests++;
  most = Math.max(most, ++atOnce);
  setTimeout(() => {
    atOnce--;
    if (request.url === "/old") return response.writeHead(301, { location: "/guide" }).end();
    return response.writeHead(request.url === "/guide" || request.url === "/api" ? 200 : 404).end();
  }, delay);
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
