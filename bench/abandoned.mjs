// How long does a small call take while twelve others of earlier runs never settle? Beside twelve that have settled after their
// deadline, since runs that wait long change when the caller spins. A process of its own for each figure, in turn.
//   node bench/abandoned.mjs [ROUNDS]
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { answer, given } from "./harness.mjs";

/** @typedef {{ without: number, beside: number }} Figures */

const rounds = Number(process.argv[2] ?? 21);
const program = fileURLToPath(new URL("starts/abandoned.mjs", import.meta.url));
const kinds = /** @type {const} */ (["wait", "never", "late"]);

/** @type {Record<typeof kinds[number], Figures[]>} */
const taken = { wait: [], never: [], late: [] };
for (let round = 0; round < rounds; round++) {
  for (let turn = 0; turn < kinds.length; turn++) {
    const kind = /** @type {typeof kinds[number]} */ (kinds[(turn + round) % kinds.length]);
    const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", program, kind], {
      timeout: 60_000,
      killSignal: "SIGKILL",
    });
    taken[kind].push(JSON.parse(stdout));
  }
}

const besides = (/** @type {typeof kinds[number]} */ kind) => taken[kind].map(({ beside }) => beside);
const without = (/** @type {typeof kinds[number]} */ kind) => taken[kind].map(({ without }) => without);
const common = { rounds, warmups: 0, patience: 0, processes: true, unit: "us" };
await answer({
  name: "abandoned",
  title: "A call while others never settle",
  cases: [
    {
      ...common,
      name: "twelve that wait for a timer",
      contestants: [
        given("miniasync", "ours", besides("wait")),
        given("without them", "floor", without("wait")),
        given("twelve that settled late", "floor", besides("late")),
      ],
    },
    {
      ...common,
      name: "twelve that wait for nothing",
      contestants: [
        given("miniasync", "ours", besides("never")),
        given("without them", "floor", without("never")),
        given("twelve that settled late", "floor", besides("late")),
      ],
    },
  ],
});
