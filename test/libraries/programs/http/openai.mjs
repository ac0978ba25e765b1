// Asks for an answer, and loops over one as it is made.
// Against: http
import assert from "node:assert/strict";
import { iterate, load, run, sync } from "miniasync";

const { OpenAI } = load("openai");
const [openai] = run(new OpenAI({ apiKey: "none", baseURL: `${process.env.HTTP_URL}/v1`, maxRetries: 0 }));
const messages = [{ role: "user", content: "Say hello" }];

// The line of the table.
const { choices } = sync(openai).chat.completions.create({ model: "a-model", messages });
assert.equal(choices[0].message.content, "Hello from here");

const words = [];
const [stream] = run(openai.chat.completions.create({ model: "a-model", messages, stream: true }));
for (const chunk of iterate(stream)) words.push(chunk.choices[0].delta.content);
assert.deepEqual(words, ["Hello", " from", " here"]);
