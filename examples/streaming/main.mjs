// The answer of a language model, token by token, in a plain `for` loop: OpenAI's package, and no `await`.
import { fileURLToPath } from "node:url";
import { coroutine, iterate, load, run } from "miniasync";
import { withServer } from "../with-server.mjs";

/** @type {import("miniasync").Remote<typeof import("openai")>} */
const { OpenAI } = load("openai");

const fetchJson = coroutine(async (/** @type {string} */ url) => /** @type {any} */ (await (await fetch(url)).json()));

/** When the server has heard that we have hung up: it may take a moment. @param {string} url */
function* statistics(url) {
  for (;;) {
    const statistics = yield* fetchJson(`${url}statistics`);
    if (statistics.cut > 0) return statistics;
  }
}

withServer(fileURLToPath(new URL("server.mjs", import.meta.url)), [], (url) => {
  const [client] = run(new OpenAI({ baseURL: `${url}v1`, apiKey: "none" }));
  const ask = () =>
    client.chat.completions.create({
      model: "local",
      messages: [{ role: "user", content: "May I block?" }],
      stream: true,
    });

  const start = performance.now();
  const times = [];
  const [answer] = run(ask(), { timeout: 10_000 });
  for (const { choices } of iterate(answer)) {
    const text = choices[0]?.delta.content;
    if (!text) continue;
    times.push(Math.round(performance.now() - start));
    process.stdout.write(text);
  }
  console.log(`\n${times.length} tokens; the first after ${times[0]} ms, the last after ${times.at(-1)} ms`);

  const [again] = run(ask(), { timeout: 10_000 });
  let count = 0;
  for (const { choices } of iterate(again)) {
    process.stdout.write(choices[0]?.delta.content ?? "");
    // Leaving the loop ends the request, too.
    if (++count > times.length / 2) break;
  }
  const [{ tokens, sent }] = run(statistics(url), { timeout: 10_000 });
  console.log(` ...\nstopped half way: the server has sent ${sent - tokens} of ${tokens} tokens, and was told to stop`);
});
