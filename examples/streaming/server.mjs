// A language model by the protocol of OpenAI, in a process of its own: node server.mjs. Prints its port.
//   POST /v1/chat/completions  streams an answer, a token every 20 ms, until the client hangs up
//   GET /statistics            how many tokens were sent, and how many answers were not to their end
import { createServer } from "node:http";

const answer =
  "A thread that blocks is not a sin . It is a promise kept : somebody asked , and nobody is told anything before there is something to " +
  "tell . Then it goes on , as if no time had passed , and says so .";
const tokens = answer.split(" ").map((word, index) => (index === 0 || /^[.,:]$/.test(word) ? word : ` ${word}`));
let sent = 0;
let cut = 0;

const server = createServer((request, response) => {
  if (request.url === "/statistics") return void response.end(JSON.stringify({ tokens: tokens.length, sent, cut }));
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") return void response.writeHead(404).end();
  let body = "";
  request.on("data", (text) => {
    body += text;
  });
  request.on("end", () => {
    const { model, stream } = JSON.parse(body);
    if (!stream) return void response.writeHead(400).end();
    response.writeHead(200, { "content-type": "text/event-stream" });
    const say = (/** @type {object} */ delta, /** @type {string | null} */ reason) => {
      const choices = [{ index: 0, delta, finish_reason: reason }];
      const chunk = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 0, model, choices };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    say({ role: "assistant", content: "" }, null);
    let next = 0;
    const timer = setInterval(() => {
      if (next < tokens.length) {
        sent++;
        return say({ content: tokens[next++] }, null);
      }
      say({}, "stop");
      response.end("data: [DONE]\n\n");
    }, 20);
    response.on("close", () => {
      clearInterval(timer);
      if (!response.writableFinished) cut++;
    });
  });
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
