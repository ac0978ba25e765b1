// A PostgreSQL server of our own: a new database in a temporary folder, gone when it is stopped.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { delimiter } from "node:path";
import { coroutine, run } from "miniasync";

/** The server refuses to be root's. It belongs to the user that its package has made, then, or to nobody. */
const owner = userInfo().uid === 0 ? (idsOf("postgres") ?? idsOf("nobody")) : undefined;

const freePort = coroutine(async () => {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
});

// Not by pg_ctl: a server that is our child ends when we are killed.
const start = coroutine(
  async (
    /** @type {string} */ program,
    /** @type {string[]} */ args,
    /** @type {import("node:child_process").SpawnOptions} */ options,
  ) => {
    const { spawn } = await import("node:child_process");
    const server = spawn(program, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    for await (const text of /** @type {import("node:stream").Readable} */ (server.stderr)) {
      said += text;
      if (!said.includes("ready to accept connections")) continue;
      server.stderr?.resume();
      return server;
    }
    throw new Error(`the server ended before it listened: ${said}`);
  },
);

/**
 * Start a server, run `body` with the settings of a connection, stop the server.
 * @template T
 * @param {(connection: { host: string, port: number, user: string, database: string }) => T} body
 */
export function withServer(body) {
  const programs = programsFolder();
  const folder = mkdtempSync(`${tmpdir()}/postgres-server-`);
  try {
    if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
    chmodSync(folder, 0o700);
    const options = { ...owner, cwd: folder };
    execFileSync(
      `${programs}/initdb`,
      ["-D", `${folder}/data`, "-U", "report", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
      { ...options, stdio: "pipe" },
    );
    const [port] = run(freePort());
    const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: folder, fsync: "off" };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const [server] = run(start(`${programs}/postgres`, ["-D", `${folder}/data`, ...flags], options));
    try {
      return body({ host: "127.0.0.1", port, user: "report", database: "postgres" });
    } finally {
      run(stop(server));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const stop = coroutine(async (/** @type {import("node:child_process").ChildProcess} */ server) => {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  // The smart way: connections that are being closed are not cut off.
  server.kill("SIGTERM");
  await ended;
});

/** Where initdb and postgres are: in the PATH, or where Debian has them. */
function programsFolder() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.map((version) => `${debian}/${version}/bin`),
  ];
  const found = folders.find((folder) => existsSync(`${folder}/initdb`));
  if (found === undefined) {
    throw new Error("Cannot find PostgreSQL: install its server, on Debian by `apt-get install postgresql`");
  }
  return found;
}

/** @param {string} user */
function idsOf(user) {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, user], { encoding: "utf8" }));
  return uid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid?.stdout) } : undefined;
}
