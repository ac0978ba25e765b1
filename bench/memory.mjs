// What memory do a pending call, a thread, and a million calls take?
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { answer, given } from "./harness.mjs";

const program = fileURLToPath(new URL("starts/memory.mjs", import.meta.url));

const rounds = 7;

/** @param {string} what */
const taken = (what) =>
  execFileSync(process.execPath, ["--expose-gc", program, what], { encoding: "utf8" }).split(",").map(Number);

/** @param {string} what @returns {import("./harness.mjs").Contestant} */
const ours = (what) => ({ name: what, kind: "ours", measure: () => taken(what)[0] ?? Number.NaN });
const common = { rounds, warmups: 0, patience: 0, processes: true };

const left = Array.from({ length: rounds }, () => taken("calls"));

await answer({
  name: "memory",
  title: "Memory",
  cases: [
    {
      ...common,
      name: "a pending call",
      unit: "B",
      contestants: [ours("pending, here"), ours("pending, there")],
    },
    { ...common, name: "a thread", unit: "MB", contestants: [ours("a thread")] },
    { ...common, name: "each of 64 threads", unit: "MB", contestants: [ours("64 threads")] },
    { ...common, name: "each of 64 loops", unit: "B", contestants: [ours("64 loops")] },
    {
      ...common,
      name: "a million calls, after a million",
      unit: "MB",
      contestants: ["heap, here", "heap, there", "resident set"].map((name, index) =>
        given(
          name,
          "ours",
          left.map((figures) => Number(figures[index])),
        ),
      ),
    },
  ],
});
