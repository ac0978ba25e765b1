import { load, run, runAsync } from "miniasync";

// What there is as a promise is enough.
const { readFile } = load("node:fs/promises");

function* lines(file) {
  const text = yield* readFile(file, "utf8");
  return text.split("\n").length;
}

const [license, readme] = run(lines("LICENSE"), lines("README.md"));

console.log(license < readme);
console.log(license === (await runAsync(lines("LICENSE")))[0]);
