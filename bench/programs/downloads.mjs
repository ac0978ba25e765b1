// Is a script with 500 downloads as fast with blocking code as with async and await? At most 1.1 times its time is the aim.
//   node bench/programs/downloads.mjs [ROUNDS]
// Runs are interleaved, the ratio of each round counts. The server is a process of its own; each downloader is, too, so that the
// first time includes the start of the thread, and the second does not.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runProcess } from "../../scripts/run-process.mjs";

const rounds = Number(process.argv[2] ?? 15);
const examples = new URL("../../examples/downloads/", import.meta.url);
const names = /** @type {const} */ (["blocking", "awaiting"]);

if (process.argv[2] === "child") await child(String(process.argv[3]), String(process.argv[4]));
else await compare();

async function compare() {
  const server = spawn(process.execPath, [fileURLToPath(new URL("server.mjs", examples))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise((resolve) =>
    server.stdout.once("data", (port) => resolve(`http://127.0.0.1:${Number(port)}/`)),
  );
  /** @type {Record<string, { first: number, second: number, digest: string }[]>} */
  const found = { blocking: [], awaiting: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const args = [fileURLToPath(import.meta.url), "child", name, url];
      const { stdout, stderr, code } = await runProcess(process.execPath, args, { deadlineMs: 60_000 });
      if (code !== 0) throw new Error(stderr);
      found[name]?.push(JSON.parse(stdout));
    }
  }
  server.kill();
  const all = Object.values(found).flat();
  const report = {
    node: process.version,
    files: 500,
    atOnce: 20,
    sameResults: all.every(({ digest }) => digest === all[0]?.digest),
    first: summary(found, "first"),
    second: summary(found, "second"),
    lines: Object.fromEntries(names.map((name) => [name, linesOf(name)])),
  };
  writeFileSync(new URL("../results/downloads.json", import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report, null, 2));
}

/**
 * Download everything twice, and print the times.
 * @param {string} name
 * @param {string} url
 */
async function child(name, url) {
  const { createHash } = await import("node:crypto");
  const { downloadAll } = await import(new URL(`${name}.mjs`, examples).href);
  const urls = Array.from({ length: 500 }, (_, number) => `${url}file/${number}`);
  const times = [];
  const hash = createHash("sha256");
  for (let time = 0; time < 2; time++) {
    const start = performance.now();
    const results = await downloadAll(urls, { atOnce: 20, deadline: 30_000 });
    times.push(performance.now() - start);
    hash.update(results.map(String).join("\0"));
    // Files that were busy once are busy again.
    await (await fetch(`${url}statistics`)).text();
  }
  console.log(JSON.stringify({ first: times[0], second: times[1], digest: hash.digest("hex") }));
}

/**
 * @param {Record<string, { first: number, second: number }[]>} found
 * @param {"first" | "second"} time
 */
function summary(found, time) {
  const [blocking = [], awaiting = []] = names.map((name) => found[name]?.map((figures) => figures[time]));
  return {
    milliseconds: { blocking: rounded(median(blocking)), awaiting: rounded(median(awaiting)) },
    ratio: rounded(median(blocking.map((ms, round) => ms / Number(awaiting[round])))),
    ratioOfEachRound: blocking.map((ms, round) => rounded(ms / Number(awaiting[round]))),
  };
}

/** @param {string} name */
function linesOf(name) {
  return readFileSync(new URL(`${name}.mjs`, examples), "utf8")
    .trim()
    .split("\n").length;
}

/** @param {readonly number[]} values */
function median(values) {
  return Number([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]);
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 1000) / 1000;
}
