/**
 * Compares the kernel with CPython's asyncio on fresh random programs.
 *
 *     npm run conformance -- [count = 100000] [first seed = time]
 *
 * Needs a CPython 3.13: `python3.13`, or what the environment variable PYTHON says.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { compare } from "./compare.ts";
import { generate } from "./generator.ts";
import type { Program, Trace } from "./program.ts";

const oracle = `${import.meta.dirname}/oracle.py`;

/** The traces of CPython, one by one. */
export async function* askOracle(programs: Iterable<Program>): AsyncGenerator<[Program, Trace]> {
  const python = spawn(process.env.PYTHON ?? "python3.13", ["-u", oracle], { stdio: ["pipe", "pipe", "inherit"] });
  const failed = new Promise<never>((_, reject) => {
    python.on("error", reject);
    python.on("exit", (code) => code !== 0 && reject(new Error(`the oracle ended with exit code ${code}`)));
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
  for (let ahead = 0; ahead < 50; ahead++) ask();
  for (let program = asked.shift(); program !== undefined; program = asked.shift()) {
    const line = await Promise.race([lines.next(), failed]);
    if (line.done) throw new Error(`the oracle gave no trace of program ${program.seed}`);
    yield [program, JSON.parse(line.value) as Trace];
    ask();
  }
  python.stdin.end();
}

function* fresh(count: number, first: number): Generator<Program> {
  for (let seed = first; seed < first + count; seed++) yield generate(seed);
}

async function main(count: number, first: number): Promise<void> {
  let compared = 0;
  let impossible = 0;
  let lines = 0;
  const different: number[] = [];
  for await (const [program, expected] of askOracle(fresh(count, first))) {
    if (expected === null) {
      impossible++;
      continue;
    }
    compared++;
    lines += expected.length;
    const difference = compare(program, expected);
    if (difference === undefined) continue;
    different.push(program.seed);
    if (different.length <= 5) console.log(`program ${program.seed} differs:\n${difference}\n`);
    if (different.length >= 1000) break;
  }
  console.log(
    `seeds ${first} to ${first + count - 1}: ${compared} programs compared, ${lines} lines of trace, ` +
      `${impossible} that CPython cannot run, ${different.length} differences ${different.slice(0, 20).join(" ")}`,
  );
  process.exitCode = different.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename)
  await main(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? Date.now() % 1e9));
