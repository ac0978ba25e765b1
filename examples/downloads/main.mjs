// 500 files, at most 20 at once, each tried several times, all before a deadline: with blocking code, and with async and await, to
// compare them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { coroutine, load, run, TimeoutError } from "miniasync";
import { withServer } from "../with-server.mjs";
import * as blocking from "./blocking.mjs";
import { HttpError } from "./http-error.mjs";

// The other one runs in the thread, where promises settle, as it would in a program of its own.
/** @type {import("miniasync").Remote<typeof import("./awaiting.mjs")>} */
const awaiting = load("./awaiting.mjs", { from: import.meta.url, errors: [HttpError] });

const fetchJson = coroutine(async (/** @type {string} */ url) => /** @type {any} */ (await (await fetch(url)).json()));

withServer(fileURLToPath(new URL("server.mjs", import.meta.url)), [], (url) => {
  const urls = Array.from({ length: 500 }, (_, number) => `${url}file/${number}`);
  const statistics = () => run(fetchJson(`${url}statistics`))[0];
  const options = { atOnce: 20, deadline: 30_000 };

  /**
   * Twice: the first time everything is new. The server is asked what it saw before, too: then it forgets.
   * @param {string} file
   * @param {() => (string | HttpError)[]} downloadAll
   */
  const measured = (file, downloadAll) => {
    const times = [0, 0].map(() => {
      statistics();
      const start = performance.now();
      const results = downloadAll();
      return { results, time: Math.round(performance.now() - start) };
    });
    const lines = readFileSync(new URL(file, import.meta.url), "utf8")
      .trim()
      .split("\n").length;
    console.log(`${file}: ${lines} lines, ${times[0]?.time} ms, the second time ${times[1]?.time} ms`);
    const { requests, most } = statistics();
    return { results: times[1]?.results ?? [], requests, most };
  };
  const one = measured("blocking.mjs", () => blocking.downloadAll(urls, options));
  const other = measured("awaiting.mjs", () => run(awaiting.downloadAll(urls, options))[0]);
  const same = one.results.every((result, index) => String(result) === String(other.results[index]));
  console.log(`${same ? "the same results" : "other results"}`);

  const inOrder = one.results.every(
    (text, number) => text instanceof HttpError || text.length === `${text.split("\n")[0]}\n`.length * number,
  );
  const failed = one.results.filter((result) => result instanceof HttpError);
  console.log(
    `${urls.length - failed.length} files, ${inOrder ? "in order" : "in disorder"}; failed: ${failed.map(({ message }) => message).join(", ")}`,
  );
  console.log(`${one.requests} requests, up to ${one.most} at once`);

  try {
    blocking.downloadAll(urls, { atOnce: 20, deadline: 100 });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log(`before a deadline of 100 ms: ${error.name}`);
  }
});
