import { appendFileSync } from "node:fs";
import { expect } from "vitest";
import { type Child, type ChildOptions, runChild } from "./child.ts";

/** How one `attempt()` of a program ended, after how many milliseconds. */
export interface Attempt {
  readonly value?: unknown;
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly exitCode?: number;
  readonly stderr?: readonly string[];
  readonly cause?: string;
  readonly tasks?: readonly { readonly name: string; readonly stack: readonly string[] }[];
  readonly ms: number;
}

export interface Scenario extends Child {
  readonly attempts: readonly Attempt[];
}

const mark = "@@attempt ";

const prelude = `
import { writeSync as writeAttempt } from "node:fs";
import * as miniasync from "miniasync";
const { CancelledError, coroutine, Event, Queue, init, load, loop, race, run, runAsync, signal, sleep, spawn, sync, timeout, warm, waitFor } = miniasync;
function told(error) {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) };
  const { name, message, code, exitCode, stderr, tasks, cause } = error;
  return { name, message, code, exitCode, stderr, tasks, cause: cause === undefined ? undefined : String(cause) };
}
function tell(outcome, began) {
  writeAttempt(1, "\\n${mark}" + JSON.stringify({ ...outcome, ms: performance.now() - began }) + "\\n");
}
/** Tell how a function ends. */
function attempt(body) {
  const began = performance.now();
  let outcome;
  try {
    outcome = { value: body() };
  } catch (error) {
    outcome = told(error);
  }
  tell(outcome, began);
  return outcome.value;
}
async function attemptAsync(body) {
  const began = performance.now();
  let outcome;
  try {
    outcome = { value: await body() };
  } catch (error) {
    outcome = told(error);
  }
  tell(outcome, began);
}
const remote = {
  echo: coroutine(async (value) => value),
  later: coroutine((milliseconds, value) => new Promise((resolve) => setTimeout(resolve, milliseconds, value))),
  never: coroutine(() => new Promise(() => {})),
  spin: coroutine(() => { for (;;); }),
};
const { echo, later, never, spin } = remote;
`;

/** Runs a program that tells how its parts end by \`attempt()\`, in a process of its own, under a deadline from outside. */
export async function scenario(program: string, options: ChildOptions = {}): Promise<Scenario> {
  const child = await runChild(prelude + program, { deadlineMs: 10_000, ...options });
  const lines = child.stdout.split("\n");
  const attempts = lines.filter((line) => line.startsWith(mark)).map((line) => JSON.parse(line.slice(mark.length)));
  const stdout = lines.filter((line) => !line.startsWith(mark) && line !== "").join("\n");
  return { ...child, stdout, attempts };
}

/** With a thread that is there already: a call that is cancelled before its thread has started never begins. */
export function warmScenario(program: string, options?: ChildOptions): Promise<Scenario> {
  return scenario(`run(echo(1));${program}`, options);
}

/** The program ended by itself, well, with as many attempts. */
export function expectEnded(scenario: Scenario, attempts: number): void {
  expect(scenario).toMatchObject({ timedOut: false, code: 0 });
  expect(scenario.attempts).toHaveLength(attempts);
}

/** A row for the table in docs/design/never-hangs.md, if it is being made: see there. */
export function record(name: string, attempt: Attempt): void {
  const file = process.env.MINIASYNC_TABLE;
  if (file === undefined) return;
  const gives = attempt.name === undefined ? `the value ${JSON.stringify(attempt.value)}` : `\`${attempt.name}\``;
  appendFileSync(file, `| ${name} | ${gives} | ${Math.round(attempt.ms)} |\n`);
}
