import { setTimeout } from "node:timers/promises";

const words = new Set(["one", "two"]);

export async function has(word) {
  await setTimeout(5);
  return words.has(word);
}
