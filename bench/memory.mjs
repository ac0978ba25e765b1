// What memory do a pending call, a thread, and a million calls take?
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { answer } from "./harness.mjs";

const program = fileURLToPath(new URL("starts/memory.mjs", import.meta.url));

/** @param {string} what @returns {import("./harness.mjs").Contestant} */
const ours = (what) => ({
  name: what,
  kind: "ours",
  measure: () => Number(execFileSync(process.execPath, ["--expose-gc", program, what], { encoding: "utf8" })),
});
const common = { warmups: 0, patience: 0, processes: true };

await answer({
  name: "memory",
  title: "Memory",
  cases: [
    {
      ...common,
      name: "a pending call",
      unit: "B",
      rounds: 7,
      contestants: [ours("pending, here"), ours("pending, there")],
    },
    { ...common, name: "a thread", unit: "MB", rounds: 7, contestants: [ours("a thread")] },
    { ...common, name: "each of 64 threads", unit: "MB", rounds: 7, contestants: [ours("64 threads")] },
    { ...common, name: "each of 64 loops", unit: "B", rounds: 7, contestants: [ours("64 loops")] },
    { ...common, name: "a million calls", unit: "MB", rounds: 7, contestants: [ours("calls")] },
  ],
});
