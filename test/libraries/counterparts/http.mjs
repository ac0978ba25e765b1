// A web server: a text, a page, JSON, what is posted, GraphQL, the streams of two model providers, and a store of objects like S3.
import { createServer } from "node:http";
import { buildSchema, graphql } from "graphql";

const schema = buildSchema(
  "type Query { hello(name: String!): String!, planets: [Planet!]! } type Planet { name: String!, moons: Int! }",
);
const rootValue = {
  hello: ({ name }) => `hello ${name}`,
  planets: [
    { name: "Earth", moons: 1 },
    { name: "Mars", moons: 2 },
  ],
};

const objects = new Map();
let failures = 0;

export async function start() {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const json = (value, status = 200) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (pathname.startsWith("/hello/")) json({ hello: pathname.slice(7), method: request.method });
    else if (pathname === "/text") response.end("first line\nsecond line\nthird line\n");
    else if (pathname === "/page") {
      response.setHeader("content-type", "text/html");
      response.end("<title>A page</title><ul><li>one<li>two</ul>");
    } else if (pathname === "/echo") json({ type: request.headers["content-type"], body: body.toString() });
    else if (pathname === "/flaky") json({ failures }, failures++ % 3 < 2 ? 503 : 200);
    else if (pathname === "/graphql") {
      const { query, variables } = JSON.parse(body);
      json(await graphql({ schema, source: query, rootValue, variableValues: variables }));
    } else if (pathname === "/v1/chat/completions") chat(JSON.parse(body), response, json);
    else if (pathname === "/v1/messages") message(JSON.parse(body), response, json);
    else if (pathname.startsWith("/s3/")) store(request, response, pathname, searchParams, body);
    else json({ error: "not found" }, 404);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => server.close() && server.closeAllConnections(),
  };
}

const words = ["Hello", " from", " here"];

function chat({ stream, model }, response, json) {
  const common = { id: "chat-1", created: 0, model };
  if (!stream) {
    const choice = { index: 0, finish_reason: "stop", message: { role: "assistant", content: words.join("") } };
    return json({ ...common, object: "chat.completion", choices: [choice] });
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const content of words) {
    const chunk = { ...common, object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
  response.end("data: [DONE]\n\n");
}

function message({ stream, model }, response, json) {
  const whole = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model,
    stop_reason: "end_turn",
    stop_sequence: null,
  };
  const usage = { input_tokens: 1, output_tokens: 3 };
  if (!stream) return json({ ...whole, content: [{ type: "text", text: words.join("") }], usage });
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (data) => response.write(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);
  send({ type: "message_start", message: { ...whole, stop_reason: null, content: [], usage } });
  send({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } });
  for (const text of words) send({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });
  send({ type: "content_block_stop", index: 0 });
  send({ type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage });
  send({ type: "message_stop" });
  response.end();
}

function store(request, response, pathname, searchParams, body) {
  const [, , bucket, ...rest] = pathname.split("/");
  const key = `${bucket}/${rest.join("/")}`;
  if (request.method === "PUT") {
    objects.set(key, body);
    response.setHeader("etag", '"1"');
    response.end();
  } else if (request.method === "GET" && searchParams.get("list-type") === "2") {
    const keys = [...objects.keys()].filter((name) => name.startsWith(`${bucket}/`) && name !== `${bucket}/`).sort();
    const contents = keys.map((name) => `<Contents><Key>${name.slice(bucket.length + 1)}</Key></Contents>`).join("");
    response.setHeader("content-type", "application/xml");
    response.end(
      `<?xml version="1.0"?><ListBucketResult><KeyCount>${keys.length}</KeyCount>${contents}</ListBucketResult>`,
    );
  } else if (request.method === "GET" && objects.has(key)) response.end(objects.get(key));
  else {
    response.writeHead(404, { "content-type": "application/xml" });
    response.end('<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>There is none</Message></Error>');
  }
}
