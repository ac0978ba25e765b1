// Starts the servers that are programs: on a free port, with their data in a folder of their own, until stop() is called.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A new folder, which belongs to `user` if that is given and we are root: some servers refuse to be root's. */
export function newFolder(user) {
  const folder = mkdtempSync(`${tmpdir()}/miniasync-libraries-`);
  chmodSync(folder, 0o700);
  const ids = process.getuid?.() === 0 && user !== undefined ? idsOf(user) : undefined;
  if (ids !== undefined) chownSync(folder, ids.uid, ids.gid);
  return { folder, ids };
}

function idsOf(user) {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, user], { encoding: "utf8" }));
  return uid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : idsOf("nobody");
}

/** Starts `command`, and waits until it has written what `ready` matches. */
export async function startProcess(command, args, { folder, ids, ready }) {
  const server = spawn(command, args, { ...ids, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  let said = "";
  await new Promise((resolve, reject) => {
    const hear = (text) => {
      said += text;
      if (ready.test(said)) resolve();
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("error", reject);
    ended.then(() => reject(new Error(`${command} ended before it was ready: ${said}`)));
  });
  return async () => {
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}
