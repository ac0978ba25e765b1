import { redis } from "../../../scripts/tools.mjs";
import { freePort, newFolder, startProcess } from "./server-process.mjs";

export async function start() {
  const port = await freePort();
  const { folder } = newFolder();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--maxmemory-policy", "noeviction"];
  const stop = await startProcess(redis.find(), args, { folder, ready: /eady to accept connections/ });
  return { url: `redis://127.0.0.1:${port}`, stop };
}
