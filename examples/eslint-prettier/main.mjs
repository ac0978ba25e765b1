// ESLint over a few files, with the rule of plugin.mjs: its reports, its fixes, and the reports of ESLint's own threads.
// ESLint's API is asynchronous, too, so this script calls it as the rule calls Prettier, three times at once.
import { load, loop } from "miniasync";

/** @type {import("miniasync").Remote<typeof import("eslint")>} */
const { ESLint } = load("eslint");

/** @param {import("eslint").ESLint.Options} options */
function* lint(options) {
  const eslint = yield* new ESLint({ cwd: import.meta.dirname, ...options });
  return yield* eslint.lintFiles(["code"]);
}

// For so few files, ESLint warns, threads of its own do not pay. That is true, and not of interest here.
const thread = { execArgv: ["--disable-warning=ESLintPoorConcurrencyWarning"] };
const [reported, fixed, threaded] = loop((own) => own.run(lint({}), lint({ fix: true }), lint({ concurrency: 2 })), {
  thread,
});

/** @param {string} path */
const name = (path) => path.slice(import.meta.dirname.length + 1);

for (const { filePath, messages } of reported) {
  console.log(`${name(filePath)}: ${messages.length || "no"} ${messages.length === 1 ? "difference" : "differences"}`);
  for (const { line, column, message } of messages) console.log(`  ${line}:${column} ${message}`);
}
for (const { filePath, output } of fixed)
  if (output !== undefined) console.log(`\n${name(filePath)}, fixed:\n${output}`);
const same = JSON.stringify(reported) === JSON.stringify(threaded);
console.log(`with two threads of ESLint: ${same ? "the same reports" : "other reports"}`);
