import { expectTypeOf } from "expect-type";
import { type Handle, iterate, load, run, sync } from "miniasync";
import type { OpenAI } from "openai";

const openai = load<typeof import("openai")>("openai");
const [client] = run(new openai.OpenAI({ apiKey: "x" }));
expectTypeOf(client).toEqualTypeOf<Handle<OpenAI>>();
const [completion] = run(client.chat.completions.create({ model: "x", messages: [] }));
expectTypeOf(completion.choices[0]?.message.content).toEqualTypeOf<string | null | undefined>();
const [stream] = run(client.chat.completions.create({ model: "x", messages: [], stream: true }));
for (const chunk of iterate(stream))
  expectTypeOf(chunk.choices[0]?.delta.content).toEqualTypeOf<string | null | undefined>();
expectTypeOf(sync(client).responses.create({ model: "x", input: "" }).output_text).toEqualTypeOf<string>();
expectTypeOf(sync(client).embeddings.create({ model: "x", input: "" }).data[0]?.embedding).toEqualTypeOf<
  number[] | undefined
>();
