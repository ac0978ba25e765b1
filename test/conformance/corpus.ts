import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Program, Trace } from "./program.ts";

const file = new URL("corpus.json.gz", `file://${import.meta.dirname}/`);

/** Programs, and what CPython 3.13 does with them. */
export type Corpus = readonly (readonly [Program, NonNullable<Trace>])[];

export function readCorpus(): Corpus {
  return JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as Corpus;
}

export function writeCorpus(corpus: Corpus): void {
  writeFileSync(file, gzipSync(JSON.stringify(corpus), { level: 9 }));
}
