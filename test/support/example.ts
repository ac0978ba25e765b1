import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { runChild } from "./child.ts";

const root = new URL("../../", import.meta.url);

export interface ExampleOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is up to the machine, besides times: it may differ from what is shown. */
  readonly varies?: readonly RegExp[];
}

/** An example as examples/README.md shows it: its first line there, its command, and what that prints. */
export function shownExample(name: string): { readonly command: string; readonly output: string } {
  const readme = readFileSync(new URL("examples/README.md", root), "utf8");
  const section = readme.split(/^## /m).find((text) => text.startsWith(`[${name}](${name}/README.md)\n`)) ?? "";
  const command = /^ {4}(node .*)$/m.exec(section)?.[1];
  const output = /^(`{3,})text\n(.*?)^\1$/ms.exec(section)?.[2];
  if (command === undefined || output === undefined) throw new Error(`examples/README.md does not show ${name}`);
  return { command, output };
}

/**
 * Runs an example by the command that examples/README.md names. It must print what is shown there, but for times and what `varies`
 * matches, and nothing to stderr.
 * @returns what it printed, as it is
 */
export async function checkExample(name: string, options: ExampleOptions = {}): Promise<string> {
  const { args = [], env = {}, varies = [] } = options;
  const { command, output } = shownExample(name);
  const [, file = "", ...shownArgs] = command.split(" ");
  const program = new URL(file, root);
  const { stdout, stderr, code } = await runChild(program, { deadlineMs: 50_000, args: [...shownArgs, ...args], env });
  const masked = (text: string): string =>
    [/\d+ ms/g, ...varies].reduce((rest, part) => rest.replaceAll(new RegExp(part, "g"), "~"), text);
  expect({ stdout: masked(stdout), stderr, code }).toEqual({ stdout: masked(output), stderr: "", code: 0 });
  return stdout;
}

/** The numbers that a pattern's groups match in a text. */
export function numbersIn(text: string, pattern: RegExp): number[] {
  return (pattern.exec(text) ?? []).slice(1).map(Number);
}
