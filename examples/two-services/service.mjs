// A small HTTP service, in a process of its own: node service.mjs NAME DELAY
//   GET /hello    answers after DELAY milliseconds
//   GET /busy     answers 503, after as long
//   GET /slow     never answers, and counts the clients that give up
//   GET /given-up how many have, as soon as none is waiting
import { once } from "node:events";
import { createServer } from "node:http";

const [name = "service", delay = "100"] = process.argv.slice(2);
let givenUp = 0;
/** @type {Set<import("node:http").ServerResponse>} */
const waiting = new Set();

const server = createServer((request, response) => {
  const answer = (/** @type {number} */ status, /** @type {unknown} */ body) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  response.on("close", () => {
    waiting.delete(response);
    if (!response.writableFinished) givenUp++;
  });
  switch (request.url) {
    case "/hello":
      return setTimeout(answer, Number(delay), 200, { from: name, delay: Number(delay) });
    case "/busy":
      return setTimeout(answer, Number(delay), 503, { from: name });
    case "/slow":
      return waiting.add(response);
    case "/given-up":
      // That a client has closed its connection may be heard of after what it asks next.
      return Promise.all([...waiting].map((other) => once(other, "close"))).then(() => answer(200, givenUp));
    default:
      return answer(404, { from: name });
  }
});

// Whoever started it waits for this line.
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
