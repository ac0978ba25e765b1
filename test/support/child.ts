import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runProcess } from "../../scripts/run-process.mjs";

export interface ChildOptions {
  /** When the program and all that it started are killed. Default 20 s. */
  readonly deadlineMs?: number;
  readonly args?: readonly string[];
  readonly nodeFlags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What a source text is: an ES module (`mjs`, the default) or CommonJS (`cjs`). */
  readonly extension?: "mjs" | "cjs";
}

export type Child = Awaited<ReturnType<typeof runProcess>>;

const folder = `${import.meta.dirname}/../../.tmp/programs`;
let programs = 0;

/**
 * Runs a program in a process of its own, under a deadline that it cannot escape. `program` is a file, or a source text, which is
 * written to a folder of this repository, so that it can import "miniasync" by name.
 */
export async function runChild(program: string | URL, options: ChildOptions = {}): Promise<Child> {
  const { deadlineMs = 20_000, args = [], nodeFlags = [], env = {}, extension = "mjs" } = options;
  const isFile = program instanceof URL || /^[^\n;]+\.[cm]?js$/.test(program);
  const file = isFile ? (program instanceof URL ? fileURLToPath(program) : program) : write(program, extension);
  try {
    return await runProcess(process.execPath, [...nodeFlags, file, ...args], {
      deadlineMs,
      env: { ...process.env, ...env },
    });
  } finally {
    if (!isFile) rmSync(file, { force: true });
  }
}

function write(source: string, extension: string): string {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${process.pid}-${++programs}.${extension}`;
  writeFileSync(file, source);
  return file;
}
