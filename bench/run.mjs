// `npm run bench` answers all questions, one after the other, and prints the budget; `npm run bench -- small-call` answers one.
// `--first` gives them real-time priority, where chrt may: for a machine on which others are at work. It takes their time.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { printBudget } from "./budget.mjs";

/** All questions, with how they are asked: as usual, on one core, without the spin, and beside a process that computes. */
const questions = {
  "small-call": ["", "one-core", "spin-off"],
  "many-calls": ["", "spin-off"],
  "waiting-calls": [""],
  values: [""],
  "first-result": [""],
  handles: [""],
  iterate: [""],
  cores: [""],
  cpu: [""],
  memory: [""],
  scaling: [""],
  "page-faults": [""],
  cold: ["", "beside-work"],
  abandoned: [""],
  "cold-lint": [""],
  browsers: [""],
};

/** A question that takes longer than this many milliseconds hangs. */
const deadline = 300_000;
/** Those of processes of real work take longer. @type {Record<string, number>} */
const deadlines = { cold: 600_000, cores: 480_000, "cold-lint": 3_600_000 };

/** @param {string} name @param {string} variant */
function ask(name, variant) {
  /** @type {string[]} */
  const prefix = [];
  if (first && name !== "cpu") prefix.push("chrt", "--rr", "1");
  if (variant === "one-core") prefix.push("taskset", "--cpu-list", "0");
  const [program = "", ...args] = [
    ...prefix,
    process.execPath,
    "--expose-gc",
    fileURLToPath(new URL(`${name}.mjs`, import.meta.url)),
  ];
  const { status, error } = spawnSync(program, args, {
    stdio: "inherit",
    timeout: deadlines[name] ?? deadline,
    killSignal: "SIGKILL",
    env: {
      ...process.env,
      BENCH_VARIANT: variant,
      BENCH_FIRST: first ? "1" : "",
      ...(variant === "spin-off" ? { MINIASYNC_SPIN: "0" } : {}),
    },
  });
  if (error !== undefined || status !== 0) {
    console.error(`Cannot answer ${name} (${variant || "as usual"}): ${error?.message ?? `it ended with ${status}`}`);
    process.exitCode = 1;
  }
  console.log();
}

const first = process.argv.includes("--first");
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
for (const name of wanted) {
  if (name in questions) continue;
  console.error(`Cannot answer ${name}: there is no such question; there are ${Object.keys(questions).join(", ")}`);
  process.exit(1);
}
for (const [name, variants] of Object.entries(questions)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const variant of variants) {
    if (variant === "one-core" && !existsSync("/usr/bin/taskset")) continue;
    ask(name, variant);
  }
}
printBudget(wanted);
