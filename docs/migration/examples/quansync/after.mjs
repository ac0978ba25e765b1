import { load, run, runAsync } from "miniasync";

const { readFile } = load("node:fs/promises");

function* lines(file) {
  const text = yield* readFile(file, "utf8");
  return text.split("\n").length;
}

const [sync] = run(lines("LICENSE"));
console.log(sync === (await runAsync(lines("LICENSE")))[0]);
