/** Programs in a real terminal: `script` of util-linux, which Debian always has, runs them in a pseudo-terminal. */
import { spawn } from "node:child_process";
import { killTree } from "../../scripts/run-process.mjs";

export interface TerminalOutcome {
  /** All that was on the screen, without colours and line ends of terminals. */
  readonly screen: string;
  /** As a shell shows it: 128 and more for a signal. */
  readonly code: number | null;
}

/** The keys, as a terminal gets them. */
export const ctrlC = "\x03";

/** When a program is killed. */
const deadlineMs = 20_000;

/** What terminals do with the text: colours, the place of the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is one that is looked for
const escapes = /\x1b\[[\d;?]*[A-Za-z]/g;

/** A key takes so long to come after what it answers, in milliseconds: the program has begun to wait by then. */
const reaction = 300;

/**
 * Run a command line, and answer what it shows: each step is a text to wait for, and the keys to press then.
 * @throws through the promise: Error, with what was on the screen, when it takes too long.
 */
export function inTerminal(
  command: string,
  steps: readonly (readonly [text: string, keys: string])[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<TerminalOutcome> {
  return new Promise((resolve, reject) => {
    // The program takes the place of the shell: one that waits for it would get the signals, too.
    const child = spawn("script", ["--quiet", "--return", "--command", `exec ${command}`, "/dev/null"], {
      cwd: options.cwd,
      env: { ...process.env, SHELL: "/bin/sh", TERM: "xterm", NODE_NO_READLINE: "", ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const left = [...steps];
    let output = "";
    let answered = 0;
    const screen = (): string => output.replace(escapes, "").replaceAll("\r", "");
    const timer = setTimeout(() => {
      if (child.pid !== undefined) killTree(child.pid);
      reject(new Error(`It goes on after ${deadlineMs} ms, and waits for ${left[0]?.[0] ?? "its end"}:\n${screen()}`));
    }, deadlineMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (let step = left[0]; step !== undefined; step = left[0]) {
        const found = output.indexOf(step[0], answered);
        if (found < 0) return;
        answered = found + step[0].length;
        const [, keys] = step;
        left.shift();
        setTimeout(() => child.stdin.write(keys), reaction);
      }
    });
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ screen: screen(), code });
    });
  });
}
