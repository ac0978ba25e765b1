import fs from "node:fs";
import { quansync } from "quansync";

const readFile = quansync({
  sync: (file) => fs.readFileSync(file, "utf8"),
  async: (file) => fs.promises.readFile(file, "utf8"),
});

const lines = quansync(function* (file) {
  const text = yield* readFile(file);
  return text.split("\n").length;
});

const sync = lines.sync("LICENSE");
console.log(sync === (await lines.async("LICENSE")));
