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

  const programs = {
    "blocking.mjs": () => blocking.downloadAll(urls, options),
    "awaiting.mjs": () => run(awaiting.downloadAll(urls, options))[0],
  };

  /** The server is asked what it saw before, too: then it forgets. @param {() => (string | HttpError)[]} downloadAll */
  const measured = (downloadAll) => {
    statistics();
    const start = performance.now();
    const results = downloadAll();
    const time = Math.round(performance.now() - start);
    const { requests, most } = statistics();
    return { results, time, requests, most };
  };
  // In turns, and twice: the first time everything is new.
  const rounds = [1, 2].map(() => Object.values(programs).map(measured));
  Object.keys(programs).forEach((file, index) => {
    const lines = readFileSync(new URL(file, import.meta.url), "utf8")
      .trim()
      .split("\n").length;
    console.log(`${file}: ${lines} lines, ${rounds.map((round) => `${round[index]?.time} ms`).join(", ")}`);
  });
  const [one, other] = rounds.at(-1) ?? [];
  if (one === undefined || other === undefined) throw new Error("nothing was measured");
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
