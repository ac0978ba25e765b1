// A server of files, in a process of its own: node server.mjs. Prints its port.
//   GET /file/N      a text, after 5 to 25 ms; every tenth is busy when first asked for; 123 and 456 do not exist
//   GET /statistics  how many were asked for, and how many of them at most at once, since the last time
import { createServer } from "node:http";

let busy = new Set();
let requests = 0;
let atOnce = 0;
let most = 0;

const server = createServer((request, response) => {
  const answer = (/** @type {number} */ status, /** @type {string} */ text) => response.writeHead(status).end(text);
  if (request.url === "/statistics") {
    answer(200, JSON.stringify({ requests, most }));
    requests = most = 0;
    busy = new Set();
    return;
  }
  requests++;
  most = Math.max(most, ++atOnce);
  const number = Number(/^\/file\/(\d+)$/.exec(String(request.url))?.[1]);
  setTimeout(
    () => {
      atOnce--;
      if (Number.isNaN(number) || number === 123 || number === 456) return answer(404, "");
      if (number % 10 !== 0 || busy.has(number)) return answer(200, `contents of file ${number}\n`.repeat(number));
      busy.add(number);
      return answer(503, "");
    },
    5 + (number % 5) * 5,
  );
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
