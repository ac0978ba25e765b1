import { readFile } from "node:fs/promises";

export const version = "1.0";

export async function countLines(file) {
  return (await readFile(file, "utf8")).split("\n").length;
}

export async function fail() {
  throw Object.assign(new Error("it does not work"), { code: "E_TOOL" });
}
