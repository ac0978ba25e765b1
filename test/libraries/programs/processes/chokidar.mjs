// Watches a folder: a listener fills a queue, which a coroutine reads.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { Event, load, Queue, run } from "miniasync";

const chokidar = load("chokidar");
const fs = load("node:fs/promises");
mkdirSync("watched");

function* main() {
  const [ready, seen] = [new Event(), new Queue()];
  // The line of the table.
  const watcher = yield* chokidar
    .watch("watched", { ignoreInitial: true })
    .on("ready", () => ready.set())
    .on("add", (path) => seen.putNowait(path));
  yield* ready.wait();
  yield* fs.writeFile("watched/a.txt", "text");
  const path = yield* seen.get();
  yield* watcher.close();
  return path;
}

assert.deepEqual(run(main(), { timeout: 20_000 }), ["watched/a.txt"]);
