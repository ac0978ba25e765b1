// `npm run bench:kernel`: every question in a process of its own, so that none is answered by what another has left behind.
import { spawnSync } from "node:child_process";

for (const question of ["switch", "queue", "spawn", "sleepers", "memory"]) {
  const { status } = spawnSync(process.execPath, [`${import.meta.dirname}/${question}.mjs`], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
