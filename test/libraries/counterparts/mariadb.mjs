import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mariadb } from "../../../scripts/tools.mjs";
import { freePort, newFolder, startProcess } from "./server-process.mjs";

export async function start() {
  const port = await freePort();
  const { folder, ids } = newFolder("mysql");
  const { server, install } = mariadb.find();
  const common = ["--no-defaults", `--datadir=${folder}/data`];
  execFileSync(install, [...common, "--auth-root-authentication-method=normal", "--skip-test-db"], {
    ...ids,
    cwd: folder,
    stdio: "pipe",
  });
  const own = [
    "--bind-address=127.0.0.1",
    `--port=${port}`,
    `--socket=${folder}/socket`,
    `--pid-file=${folder}/pid`,
    "--skip-name-resolve",
  ];
  // Whoever comes by TCP from here needs no password. Each statement has a line.
  const statements = ["create user me@'127.0.0.1'", "grant all on *.* to me@'127.0.0.1'", "create database test"];
  writeFileSync(`${folder}/init.sql`, statements.map((statement) => `${statement};\n`).join(""));
  const stop = await startProcess(server, [...common, ...own, `--init-file=${folder}/init.sql`], {
    folder,
    ids,
    ready: /ready for connections/,
  });
  return { url: `mariadb://me@127.0.0.1:${port}/test`, stop };
}
