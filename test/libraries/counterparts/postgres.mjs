import { execFileSync } from "node:child_process";
import { postgresql } from "../../../scripts/tools.mjs";
import { freePort, newFolder, startProcess } from "./server-process.mjs";

export async function start() {
  const port = await freePort();
  const { folder, ids } = newFolder("postgres");
  const programs = postgresql.find();
  const initdb = ["-D", `${folder}/data`, "-U", "me", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
  execFileSync(`${programs}/initdb`, initdb, { ...ids, cwd: folder, stdio: "pipe" });
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: folder, fsync: "off" };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const ready = /ready to accept connections/;
  const stop = await startProcess(`${programs}/postgres`, ["-D", `${folder}/data`, ...args], { folder, ids, ready });
  return { url: `postgres://me@127.0.0.1:${port}/postgres`, stop };
}
