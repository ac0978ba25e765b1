// Under wine: Node refuses the pipes of Linux as its output. So another Node runs it, with pipes of Windows, and passes on what comes.
const { spawn } = require("node:child_process");
const { writeSync } = require("node:fs");

for (const name of ["stdout", "stderr"]) Object.defineProperty(process, name, { value: undefined });
const child = spawn(process.execPath, process.argv.slice(2), { stdio: ["ignore", "pipe", "pipe"] });
child.stdout.on("data", (bytes) => writeSync(1, bytes));
child.stderr.on("data", (bytes) => writeSync(2, bytes));
child.on("close", (code) => process.exit(code ?? 1));
