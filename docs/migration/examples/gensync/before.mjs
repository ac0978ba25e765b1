import fs from "node:fs";
import gensync from "gensync";

// Each operation is written twice, and the function that uses them once.
const readFile = gensync({ sync: fs.readFileSync, errback: fs.readFile });

const lines = gensync(function* (file) {
  const text = yield* readFile(file, "utf8");
  return text.split("\n").length;
});

const [license, readme] = gensync(function* () {
  return yield* gensync.all([lines("LICENSE"), lines("README.md")]);
}).sync();

console.log(license < readme);
console.log(license === (await lines.async("LICENSE")));
