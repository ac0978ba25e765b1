// What the threads compute in `cores`: synchronous functions, and Prettier, whose format() is asynchronous and computes all the same.
import { pbkdf2Sync } from "node:crypto";
import { deflateSync } from "node:zlib";
import { format as formatText } from "prettier";

/** Stays in its thread, which does not end as long as somebody has it. */
class Kept {
  touch() {}
}

export function keep() {
  return new Kept();
}

/** What the rest costs. */
export function nothing() {}

/** @param {{ text: string }} task */
export function hash({ text }) {
  return pbkdf2Sync(text, "salt", 15_000, 32, "sha512").toString("hex");
}

/** @param {{ text: string }} task */
export function compress({ text }) {
  return deflateSync(text, { level: 9 }).length;
}

/** @param {{ text: string, path: string }} task */
export async function format({ text, path }) {
  return (await formatText(text, { filepath: path, printWidth: 120 })).length;
}
