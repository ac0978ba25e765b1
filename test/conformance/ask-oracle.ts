import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Program, Trace } from "./program.ts";

/** So many programs the oracle is given ahead of its answers. */
const ahead = 50;

/**
 * The traces of CPython, one by one.
 *
 * @throws Error when there is no CPython 3.13: `python3.13`, or what the environment variable PYTHON says.
 */
export async function* askOracle(programs: Iterable<Program>): AsyncGenerator<[Program, Trace]> {
  const python = spawn(process.env.PYTHON ?? "python3.13", ["-u", `${import.meta.dirname}/oracle.py`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const failed = new Promise<never>((_, reject) => {
    python.on("error", reject);
    python.on(
      "exit",
      (code) => code !== 0 && reject(new Error(`Cannot go on: the oracle ended with exit code ${code}`)),
    );
  });
  failed.catch(() => {});
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const asked: Program[] = [];
  const source = programs[Symbol.iterator]();
  const ask = () => {
    const next = source.next();
    if (next.done) return;
    asked.push(next.value);
    python.stdin.write(`${JSON.stringify(next.value)}\n`);
  };
  for (let count = 0; count < ahead; count++) ask();
  for (let program = asked.shift(); program !== undefined; program = asked.shift()) {
    const line = await Promise.race([lines.next(), failed]);
    if (line.done) throw new Error("Cannot go on: the oracle ended; PYTHON must name a CPython 3.13");
    yield [program, JSON.parse(line.value) as Trace];
    ask();
  }
  python.stdin.end();
}
