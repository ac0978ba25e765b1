// 500 files, at most 20 at once, each tried several times, all before a deadline; with blocking code, and with async and await.
import { fileURLToPath } from "node:url";
import { coroutine, run, TimeoutError } from "miniasync";
import { withServer } from "../with-server.mjs";
import * as blocking from "./blocking.mjs";
import { HttpError } from "./http-error.mjs";

const fetchJson = coroutine(async (/** @type {string} */ url) => /** @type {any} */ (await (await fetch(url)).json()));

withServer(fileURLToPath(new URL("server.mjs", import.meta.url)), [], (url) => {
  const urls = Array.from({ length: 500 }, (_, number) => `${url}file/${number}`);
  const results = blocking.downloadAll(urls, { atOnce: 20, deadline: 30_000 });

  const inOrder = results.every(
    (text, number) => text instanceof HttpError || text.length === `${text.split("\n")[0]}\n`.length * number,
  );
  const failed = results.filter((result) => result instanceof HttpError);
  console.log(
    `${results.length - failed.length} files, ${inOrder ? "in order" : "in disorder"}; failed: ${failed.map(({ message }) => message).join(", ")}`,
  );
  const [{ requests, most }] = run(fetchJson(`${url}statistics`));
  console.log(`${requests} requests, up to ${most} at once`);

  try {
    blocking.downloadAll(urls, { atOnce: 20, deadline: 100 });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log(`before a deadline of 100 ms: ${error.name}`);
  }
});
