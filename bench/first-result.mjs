// How long does the first result take, from nothing: a process of its own for each?
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { answer } from "./harness.mjs";
import { asMuchText, deletePackages, itsDefinitions, thread, writePackages } from "./starts/packages.mjs";
import { blocking } from "./versus/peer.mjs";

const program = fileURLToPath(new URL("starts/start.mjs", import.meta.url));

/** From before the program's imports to its result. @param {string[]} what */
const inside =
  (...what) =>
  () =>
    Number(execFileSync(process.execPath, [program, ...what], { encoding: "utf8" }));

/** What it takes above an empty module: a process each, one after the other. @param {string[]} what */
const above =
  (...what) =>
  () =>
    inside(...what)() - inside("nothing")();

/** The whole process. @param {string} what */
const outside = (what) => () => {
  const start = performance.now();
  execFileSync(process.execPath, [program, what]);
  return performance.now() - start;
};

writePackages();
await answer({
  name: "first-result",
  title: "From nothing",
  cases: [
    {
      name: "import",
      unit: "ms",
      processes: true,
      rounds: 61,
      warmups: 1,
      contestants: [
        { name: "miniasync", kind: "ours", measure: inside("import") },
        { name: "miniasync, above an empty module", kind: "ours", measure: above("import") },
        { name: "a run without a thread", kind: "ours", measure: inside("a run without a thread") },
        { name: "as much text, above an empty module", kind: "floor", measure: above("package", asMuchText) },
        { name: "its definitions, above an empty module", kind: "floor", measure: above("package", itsDefinitions) },
        { name: "an empty module", kind: "floor", measure: inside("nothing") },
      ],
    },
    {
      name: "first result",
      unit: "ms",
      processes: true,
      rounds: 41,
      warmups: 1,
      contestants: [
        { name: "miniasync", kind: "ours", measure: inside("miniasync") },
        { name: "miniasync, inline", kind: "ours", measure: inside("inline") },
        { name: "miniasync, warm() 20 ms ahead", kind: "ours", measure: inside("warm") },
        ...blocking.map((name) => ({ name, kind: /** @type {const} */ ("peer"), measure: inside(name) })),
        { name: "prototype", kind: "floor", measure: inside("prototype") },
        { name: "bare worker", kind: "floor", measure: inside("bare worker") },
        { name: "bare worker that imports", kind: "floor", measure: inside("bare worker that imports") },
        {
          name: "the same, with its definitions",
          kind: "floor",
          measure: inside("the same, with its definitions", itsDefinitions, thread),
        },
      ],
    },
    {
      name: "whole process",
      unit: "ms",
      processes: true,
      rounds: 7,
      warmups: 0,
      contestants: [
        { name: "miniasync", kind: "ours", measure: outside("miniasync") },
        { name: "synckit", kind: "peer", measure: outside("synckit") },
        { name: "make-synchronous", kind: "peer", measure: outside("make-synchronous") },
        { name: "sync-rpc", kind: "peer", measure: outside("sync-rpc") },
        { name: "bare worker", kind: "floor", measure: outside("bare worker") },
        { name: "an empty module", kind: "floor", measure: outside("nothing") },
      ],
    },
  ],
});
deletePackages();
