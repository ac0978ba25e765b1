// Starts the host, has the extension of the argument format twice, and prints what came of it.
import { fork } from "node:child_process";

const host = fork(new URL("host.cjs", import.meta.url), { stdio: ["ignore", "pipe", "pipe", "ipc"], execArgv: [] });
const said = [];
host.on("message", (message) => {
  if (message.type === "console") said.push(message);
  if (message.type === "activated") for (const text of ["a", "b"]) host.send({ type: "format", text });
  if (message.type === "formatted") said.push(message.results);
  if (said.length === 2) host.disconnect();
});
host.stderr.on("data", (data) => said.push(String(data)));
host.on("exit", (code) => console.log(JSON.stringify({ said, code })));
host.send({ type: "activate", file: process.argv[2] });
