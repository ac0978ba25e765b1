// A Redis server of our own: on a free port, with its data in memory, gone when `body` ends.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { coroutine, run } from "miniasync";

const freePort = coroutine(async () => {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
});

const start = coroutine(
  async (/** @type {string} */ program, /** @type {string[]} */ args, /** @type {string} */ cwd) => {
    const { spawn } = await import("node:child_process");
    const server = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    for await (const text of server.stdout) {
      said += text;
      if (!said.includes("eady to accept connections")) continue;
      server.stdout.resume();
      return server;
    }
    throw new Error(`the server ended before it listened: ${said}`);
  },
);

const stop = coroutine(async (/** @type {import("node:child_process").ChildProcess} */ server) => {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
});

/**
 * Start a server, run `body` with the settings of a connection, stop the server.
 * @template T
 * @param {(connection: { host: string, port: number }) => T} body
 */
export function withRedis(body) {
  const program = findProgram();
  const folder = mkdtempSync(join(tmpdir(), "job-queue-"));
  try {
    const [port] = run(freePort());
    const settings = { bind: "127.0.0.1", port, save: "", appendonly: "no" };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const [server] = run(start(program, flags, folder), { timeout: 20_000 });
    try {
      return body({ host: "127.0.0.1", port });
    } finally {
      run(stop(server));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Valkey is Redis by another name: either will do. */
function findProgram() {
  const paths = (process.env.PATH ?? "").split(delimiter);
  const programs = paths.flatMap((path) => [join(path, "redis-server"), join(path, "valkey-server")]);
  const found = programs.find((program) => existsSync(program));
  if (found !== undefined) return found;
  console.error(
    "Cannot find a Redis server: put redis-server or valkey-server into PATH, on Debian by `apt-get install redis-server`",
  );
  return process.exit(1);
}
