// Runs the same tests with Jest and with Vitest, at once, each in a process of its own.
import { createRequire } from "node:module";
import { coroutine, run } from "miniasync";

const require = createRequire(import.meta.url);

const execute = coroutine(
  async (/** @type {string} */ file, /** @type {string[]} */ args, /** @type {string} */ cwd) => {
    const { execFile } = await import("node:child_process");
    const flags = ["--experimental-vm-modules", "--no-warnings"];
    return await new Promise((/** @type {(output: string) => void} */ resolve) =>
      // That tests have failed is in the output, too.
      execFile(process.execPath, [...flags, file, ...args], { cwd }, (_, stdout, stderr) => resolve(stdout || stderr)),
    );
  },
);

/**
 * Both print their results in the same format.
 * @param {string} name
 * @param {string} program
 * @param {string[]} args
 */
function* results(name, program, args) {
  const text = yield* execute(program, args, import.meta.dirname);
  if (!text.startsWith("{")) throw new Error(`${name}: ${text}`);
  const [{ assertionResults, message }] = JSON.parse(text).testResults;
  const lines = assertionResults.map((/** @type {any} */ { status, title }) => `  ${status}: ${title}`);
  return [name, ...lines, message].filter(Boolean).join("\n");
}

const both = run(
  results("jest", require.resolve("jest/bin/jest"), ["-c", "jest.config.json", "--json"]),
  results("vitest", require.resolve("vitest/package.json").replace("package.json", "vitest.mjs"), [
    "run",
    "--reporter=json",
  ]),
);
for (const report of both) console.log(report);
