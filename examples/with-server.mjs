// Some of the examples need a server: it is a process of its own, and prints its port when it listens.
import { coroutine, run } from "miniasync";

const start = coroutine(async (/** @type {string} */ file, /** @type {string[]} */ args) => {
  const { spawn } = await import("node:child_process");
  const server = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of server.stdout) return { pid: Number(server.pid), url: `http://127.0.0.1:${Number(line)}/` };
  throw new Error(`the server ${file} ended before it listened`);
});

/**
 * Start a server, run `body` with its address, stop it.
 * @template T
 * @param {string} file
 * @param {readonly string[]} args
 * @param {(url: string) => T} body
 */
export function withServer(file, args, body) {
  const [server] = run(start(file, [...args]));
  try {
    return body(server.url);
  } finally {
    process.kill(server.pid);
  }
}
