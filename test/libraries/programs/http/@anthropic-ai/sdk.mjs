// Asks for an answer, and loops over the events of one as it is made.
// Against: http
import assert from "node:assert/strict";
import { iterate, load, run } from "miniasync";

const { Anthropic } = load("@anthropic-ai/sdk");
const [anthropic] = run(new Anthropic({ apiKey: "none", baseURL: process.env.HTTP_URL, maxRetries: 0 }));
const question = { model: "a-model", max_tokens: 9, messages: [{ role: "user", content: "Say hello" }] };

// The line of the table.
const [{ content }] = run(anthropic.messages.create(question));
assert.equal(content[0].text, "Hello from here");

const words = [];
const [stream] = run(anthropic.messages.create({ ...question, stream: true }));
for (const event of iterate(stream)) if (event.type === "content_block_delta") words.push(event.delta.text);
assert.deepEqual(words, ["Hello", " from", " here"]);

const [helper] = run(anthropic.messages.stream(question));
assert.deepEqual(run(helper.finalText()), ["Hello from here"]);
