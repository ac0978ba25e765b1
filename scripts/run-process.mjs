// Runs a program under a deadline that it cannot escape: one thread blocked for ever in it, or in what it started, is enough to
// defeat every timeout inside it.
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * @typedef {object} Options
 * @property {number} deadlineMs when the program and all it started are killed
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [show] also pass the output on, as it comes
 * @property {(pid: number) => void} [onDeadline] called before the killing
 *
 * @typedef {object} Outcome
 * @property {string} stdout
 * @property {string} stderr
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 * @property {number} ms
 * @property {boolean} timedOut
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} options
 * @returns {Promise<Outcome>}
 */
export function runProcess(command, args, { deadlineMs, cwd, env, show = false, onDeadline }) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const { pid } = child;
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (pid === undefined) return;
      onDeadline?.(pid);
      killTree(pid);
    }, deadlineMs);
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      if (show) process.stdout.write(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
      if (show) process.stderr.write(text);
    });
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // What a program leaves behind holds its output open, and "close" would wait for it.
    child.on("exit", () => pid !== undefined && killGroup(pid));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, code, signal, ms: performance.now() - started, timedOut });
    });
  });
}

/**
 * Kills a process, all its descendants, and the groups they are in. The group alone is not enough: what a descendant started
 * through `runProcess` has a group of its own.
 * @param {number} root
 */
export function killTree(root) {
  const processes = allProcesses();
  const doomed = [root];
  for (const parent of doomed) {
    for (const { pid, ppid } of processes) if (ppid === parent) doomed.push(pid);
  }
  for (const pid of doomed) {
    killGroup(pid);
    kill(pid);
  }
}

/**
 * Linux has no `ps` where only Node was installed.
 * @returns {readonly { readonly pid: number, readonly ppid: number, readonly state: string }[]}
 */
export function allProcesses() {
  const lines =
    process.platform === "linux"
      ? readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? statOf(name) : []))
      : (spawnSync("ps", ["-A", "-o", "pid=,state=,ppid="], { encoding: "utf8" }).stdout ?? "").split("\n");
  return lines.map((line) => {
    const [pid, state = "", ppid] = line.trim().split(/\s+/);
    return { pid: Number(pid), ppid: Number(ppid), state };
  });
}

/** Its number, state and parent; nothing if it has ended meanwhile. @param {string} pid */
function statOf(pid) {
  try {
    // The program's name is in brackets, and may have spaces and brackets itself.
    return [readFileSync(`/proc/${pid}/stat`, "utf8").replace(/\(.*\)/s, "")];
  } catch {
    return [];
  }
}

/** @param {number} leader */
function killGroup(leader) {
  if (process.platform !== "win32") kill(-leader);
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already, or was never a group leader.
  }
}
