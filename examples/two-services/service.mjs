// A small HTTP service, in a process of its own: node service.mjs NAME DELAY
//   GET /hello    answers after DELAY milliseconds
//   GET /busy     answers 503, after as long
//   GET /slow     never answers, and counts the clients that give up
//   GET /given-up how many have
import { createServer } from "node:http";

const [name = "service", delay = "100"] = process.argv.slice(2);
let givenUp = 0;

const server = createServer((request, response) => {
  const answer = (/** @type {number} */ status, /** @type {unknown} */ body) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  response.on("close", () => {
    if (!response.writableFinished) givenUp++;
  });
  switch (request.url) {
    case "/hello":
      return setTimeout(answer, Number(delay), 200, { from: name, delay: Number(delay) });
    case "/busy":
      return setTimeout(answer, Number(delay), 503, { from: name });
    case "/slow":
      return undefined;
    case "/given-up":
      return answer(200, givenUp);
    default:
      return answer(404, { from: name });
  }
});

// Whoever started it waits for this line.
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
