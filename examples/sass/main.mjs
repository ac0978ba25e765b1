// Style sheets from a web server, compiled by Sass's synchronous API.
import { fileURLToPath } from "node:url";
import { coroutine, run } from "miniasync";
import { compileString, Exception } from "sass";
import { withServer } from "../with-server.mjs";
import { httpImporter } from "./importer.mjs";

const fetchJson = coroutine(async (/** @type {string} */ url) => /** @type {any} */ (await (await fetch(url)).json()));

withServer(fileURLToPath(new URL("server.mjs", import.meta.url)), ["100"], (url) => {
  const { css } = compileString('@use "theme";', { importer: httpImporter(url), url: new URL(url) });
  console.log(css);
  const [{ requests, most }] = run(fetchJson(`${url}statistics`));
  console.log(`${requests} style sheets were fetched, up to ${most} at once`);

  try {
    compileString('@use "fonts";', { importer: httpImporter(url), url: new URL(url) });
  } catch (error) {
    if (!(error instanceof Exception)) throw error;
    console.log(`one that is not there: ${error.sassMessage}`);
  }
});
