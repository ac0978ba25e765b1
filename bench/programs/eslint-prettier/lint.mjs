// Lints files with one of the two plug-ins, in a process of its own:
//   node lint.mjs PLUGIN RULE FOLDER CONCURRENCY PATTERN...
// and prints a JSON line for each file of each pattern, as soon as it is known: its messages, or the error that ESLint ended with;
// then one with the processor time used.
import { relative } from "node:path";
import { ESLint } from "eslint";

const [plugin = "", rule = "", folder = "", concurrency = "", ...patterns] = process.argv.slice(2);
const eslint = new ESLint({ cwd: folder, ...(await configuration()) });

for (const pattern of patterns) {
  try {
    for (const { filePath, messages } of await eslint.lintFiles([pattern]))
      print({ file: relative(folder, filePath), messages: messages.map(({ ruleId, messageId, ...rest }) => rest) });
  } catch (error) {
    print({ file: pattern, error: String(error).split("\n")[0] });
  }
}

// Of all threads. On a busy machine it says more than the wall clock.
const { user, system } = process.cpuUsage();
print({ cpuMs: (user + system) / 1000 });

/** @returns {Promise<import("eslint").ESLint.Options>} */
async function configuration() {
  // Threads of ESLint's read a file.
  if (concurrency !== "off") return { overrideConfigFile: plugin, concurrency: Number(concurrency) };
  const module = await import(plugin);
  const plugins = { [String(rule.split("/")[0])]: module.plugin ?? module.default };
  return {
    overrideConfigFile: true,
    overrideConfig: { plugins, rules: { [rule]: "error" }, linterOptions: { noInlineConfig: true } },
  };
}

/** @param {object} line */
function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
