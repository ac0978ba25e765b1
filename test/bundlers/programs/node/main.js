// The program that is bundled. It prints a line for each feature: its name, and its result or its error.
import { coroutine, load, run, sleep } from "miniasync";

const fs = load("node:fs/promises");
const near = load("near");
const add = coroutine(async (one, other) => one + other);
const join = coroutine(async (...parts) => (await import("node:path")).posix.join(...parts));
const where = coroutine(async () => (await import("near")).where());
const ignored = coroutine(async () => (await import(/* webpackIgnore: true */ "near")).where());

function* both() {
  yield* sleep(1);
  return [yield* add(1, 2), yield* add(3, 4)];
}

const features = {
  generator: () => run(both())[0].join(),
  inline: () => run(add(1, 2))[0],
  "import-builtin": () => run(join("a", "b"))[0],
  "import-package": () => run(where())[0],
  "import-ignored": () => run(ignored())[0],
  "load-builtin": () => run(fs.stat("."))[0].isDirectory(),
  "load-package": () => run(near.where())[0],
  "load-from": () => run(load("near", { from: process.execPath }).where())[0],
  "load-file": () => run(load(new URL("./own.js", import.meta.url)).double(4))[0],
};

for (const [name, body] of Object.entries(features)) {
  let result;
  try {
    result = String(body());
  } catch (error) {
    result = `Error: ${error.message}`;
  }
  console.log(JSON.stringify([name, result]));
}
