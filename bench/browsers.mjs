// How long does a call take in a worker of a page: in Chromium, Firefox and WebKit, as many of them as are there?
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { drivers } from "../scripts/tools.mjs";
import { browsers, openBrowser } from "../test/support/drivers.mjs";
import { answer, given, print } from "./harness.mjs";

/** @typedef {import("../test/support/drivers.mjs").BrowserId} BrowserId */
/** @typedef {{ init: number, first: number, warm: number }} Figures */

const rounds = 9;

/** In a worker. Clocks of browsers are coarse: many calls are timed at once. */
const worker = `
import { coroutine, init, run } from "/miniasync/miniasync.js";
const increment = coroutine(async (x) => x + 1);
const each = (times) => {
  const start = performance.now();
  for (let i = 0; i < times; i++) run(increment(i));
  return (1000 * (performance.now() - start)) / times;
};
const began = performance.now();
await init();
const ready = performance.now() - began;
const first = each(100);
each(5000);
postMessage({ init: ready, first, warm: each(2000) });
`;

const program = `new Promise((resolve, reject) => {
  const worker = new Worker("/worker.js", { type: "module" });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
})`;

const server = createServer((request, response) => {
  const path = String(request.url);
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-embedder-policy", "require-corp");
  response.setHeader("content-type", path === "/" ? "text/html" : "text/javascript");
  if (path === "/") response.end("<!doctype html><title>How long a call takes</title>");
  else if (path === "/worker.js") response.end(worker);
  else if (path.startsWith("/miniasync/")) {
    response.end(readFileSync(new URL(`../dist/browser/${path.slice("/miniasync/".length)}`, import.meta.url)));
  } else response.writeHead(404).end();
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

/** @param {import("../test/support/drivers.mjs").TestBrowser} browser @returns {Promise<Figures>} */
async function measured(browser) {
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${port}/`);
    return /** @type {Figures} */ (await page.evaluate(program));
  } finally {
    await page.close();
  }
}

const there = /** @type {BrowserId[]} */ (Object.keys(browsers)).filter((id) =>
  [browsers[id].tool, ...(id === "chromium" ? [] : [drivers])].every(({ name, remedy, find }) => {
    const found = find() !== undefined;
    if (!found) print(`Not measured, since there is no ${name}: npm run test:browsers gets it; or ${remedy}`);
    return found;
  }),
);
/** @type {{ name: string, figures: Figures[] }[]} */
const taken = [];
// One browser after the other: one that only waits keeps the machine busy.
for (const id of there) {
  const browser = await openBrowser(id);
  const figures = [];
  await measured(browser);
  for (let round = 0; round < rounds; round++) figures.push(await measured(browser));
  taken.push({ name: `${browsers[id].title} ${browser.version}`, figures });
  await browser.close();
}
server.close();

/** @param {string} name @param {keyof Figures} key @param {string} unit @returns {import("./harness.mjs").Case} */
const figuresOf = (name, key, unit) => ({
  name,
  unit,
  rounds,
  warmups: 0,
  patience: 0,
  processes: true,
  ofMedians: true,
  contestants: taken.map(({ name: browser, figures }) =>
    given(
      browser,
      "ours",
      figures.map((figure) => figure[key]),
    ),
  ),
});

if (taken.length > 0) {
  await answer({
    name: "browsers",
    title: "A call in a worker of a page",
    cases: [
      figuresOf("a small call, back to back", "warm", "us"),
      figuresOf("each of the first 100 calls of a page", "first", "us"),
      figuresOf("init()", "init", "ms"),
    ],
  });
}
