// A process that plays programs, watched from outside: a program that hangs stops everything in its process.
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { killTree } from "../../scripts/run-process.mjs";

/** @typedef {import("./program.ts").Program} Program */
/** @typedef {{ readonly program: Program, readonly problems: readonly string[] }} Failure */

/** When a program is killed. It says itself when it took long, so this is for those that hang. */
const usualHangMs = 20_000;

/** How long the process may live after its last program. */
const promptlyMs = 3000;

const player = fileURLToPath(new URL("play.mjs", import.meta.url));
const folder = fileURLToPath(new URL("../../.tmp/chaos/", import.meta.url));
let files = 0;

/**
 * Plays programs in one process, until one makes it hang or end.
 * @param {readonly Program[]} programs
 * @param {{ readonly spins: boolean, readonly hangMs?: number }} options
 * @returns {Promise<{ readonly failures: readonly Failure[], readonly played: number }>} `played`: how many of them
 */
export async function playInChild(programs, { spins, hangMs = usualHangMs }) {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}${process.pid}-${++files}.json`;
  writeFileSync(file, JSON.stringify(programs));
  const env = spins ? process.env : { ...process.env, MINIASYNC_SPIN: "0" };
  const child = spawn(process.execPath, [player, file], { detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
  const { pid } = child;
  if (pid === undefined) throw new Error("Cannot play: the process did not start");
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr = (stderr + text).slice(-2000);
  });
  /** @type {Failure[]} */
  const failures = [];
  let played = 0;
  let ended = false;
  let hangs = "";
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const watch = (/** @type {number} */ milliseconds, /** @type {string} */ why) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      hangs = why;
      killTree(pid);
    }, milliseconds);
  };
  watch(hangMs, `it did not end in ${hangMs} ms`);
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line);
    ended = "ended" in said;
    if (ended) return watch(promptlyMs, `the process lived for ${promptlyMs} ms after its last program`);
    if (said.problems.length > 0) failures.push({ program: at(programs, played), problems: said.problems });
    played++;
    watch(hangMs, `it did not end in ${hangMs} ms`);
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  rmSync(file);
  if (hangs !== "" || code !== 0) {
    const why = hangs === "" ? `the process ended with ${code}: ${stderr}` : hangs;
    failures.push({ program: at(programs, Math.min(played, programs.length - 1)), problems: [why] });
    if (!ended) played++;
  }
  return { failures, played };
}

/** @template T @param {readonly T[]} all @param {number} index */
function at(all, index) {
  return /** @type {T} */ (all[index]);
}
