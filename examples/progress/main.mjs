// A command-line tool that downloads files and compresses them, with a live bar for each of the two: node main.mjs [--progress]
// As with git, the bars are on stderr, and only where that is a terminal, or --progress says so. The report is on stdout.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import cliProgress from "cli-progress";
import { coroutine, each, gather, run, Semaphore, signal, sleep, spawn } from "miniasync";
import { withServer } from "../with-server.mjs";

const { values: flags } = parseArgs({ options: { progress: { type: "boolean", default: false } } });
const visible = flags.progress || process.stderr.isTTY;

const open = coroutine(async (/** @type {string} */ url, /** @type {RequestInit} */ options) => {
  const { status, body } = await fetch(url, options);
  if (status !== 200 || body === null) throw new Error(`${url}: ${status}`);
  return body;
});
const fetchJson = coroutine(async (/** @type {string} */ url) => /** @type {any} */ (await (await fetch(url)).json()));

const compress = coroutine(async (/** @type {Uint8Array[]} */ chunks) => {
  const { brotliCompress, constants } = await import("node:zlib");
  const { promisify } = await import("node:util");
  const params = { [constants.BROTLI_PARAM_QUALITY]: 7 };
  const { length } = await promisify(brotliCompress)(Buffer.concat(chunks), { params });
  return length;
});

withServer(fileURLToPath(new URL("server.mjs", import.meta.url)), [], (url) => {
  /** @type {[{ name: string, size: number }[]]} */
  const [files] = run(fetchJson(url));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const bars = new cliProgress.MultiBar({
    format: "{task} {bar} {percentage} %",
    barsize: 30,
    hideCursor: true,
    noTTYOutput: flags.progress,
  });
  const downloaded = bars.create(total, 0, { task: "downloading" });
  const compressed = bars.create(total, 0, { task: "compressing" });

  /** The bars draw themselves by a timer, and while `run` blocks no timer fires. So a coroutine draws them. */
  const draw = function* () {
    while (visible) {
      bars.update();
      yield* sleep(100);
    }
  };

  const atOnce = new Semaphore(3);

  /** @param {{ name: string, size: number }} file */
  const fetchFile = function* ({ name }) {
    const body = yield* open(url + name, { signal });
    /** @type {Uint8Array[]} */
    const chunks = [];
    yield* each(body, (chunk) => {
      chunks.push(chunk);
      downloaded.increment(chunk.length);
    });
    return chunks;
  };

  /** @param {{ name: string, size: number }} file */
  const work = function* (file) {
    const chunks = yield* atOnce.with(() => fetchFile(file));
    const length = yield* compress(chunks);
    compressed.increment(file.size);
    return { ...file, length };
  };

  /** All files. What draws is a task of the same run, and ends with it. */
  const all = function* () {
    const drawing = spawn(draw());
    const results = yield* gather(files.map(work));
    drawing.cancel();
    return results;
  };

  let results;
  try {
    [results] = run(all(), { timeout: 60_000 });
  } finally {
    if (visible) bars.stop();
  }
  const kilobytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1000)} KB`;
  for (const { name, size, length } of results) {
    console.log(`${name} ${kilobytes(size).padStart(8)} -> ${kilobytes(length).padStart(6)}`);
  }
});
