// Runtimes of other systems, on Linux: those for musl with Debian's musl, those for Windows under Debian's wine.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { makeDebian, writeProgram } from "./debian.mjs";
import { folderOf, runtimes } from "./runtimes.mjs";

/**
 * Makes the programs of the installed runtimes of a system runnable here.
 * @param {import("./runtimes.mjs").System} system
 * @returns {string | undefined} why it cannot be
 */
export function prepare(system) {
  const folder = folderOf(system);
  rmSync(`${folder}bin`, { recursive: true, force: true });
  return system === "musl" ? prepareMusl(folder) : prepareWindows(folder);
}

/** @param {string} folder */
function prepareMusl(folder) {
  const binaries = { node: plainNode(folder), bun: `${folder}node_modules/bun-musl/bin/bun` };
  if (hasMusl()) {
    mkdirSync(`${folder}bin`);
    for (const [name, binary] of Object.entries(binaries)) symlinkSync(binary, `${folder}bin/${name}-musl`);
    return undefined;
  }
  const root = `${folder}debian`;
  const reason = makeDebian(root, ["musl", "musl-tools", "gcc", "libstdc++6"]);
  if (reason !== undefined) return reason;
  // The libraries of C++ that are there are for another C library, of which they take a few functions that musl has not.
  const libraries = "/usr/lib/x86_64-linux-gnu";
  copyFileSync(new URL("musl-for-libstdc++.c", import.meta.url), `${root}/more.c`);
  const loader = "ld-linux-x86-64.so.2";
  const compile = ["-shared", "-fPIC", `-Wl,-soname,${loader}`, "-o", `/usr/lib/musl-more/${loader}`, "/more.c"];
  mkdirSync(`${root}/usr/lib/musl-more`, { recursive: true });
  const { status } = spawnSync("chroot", [root, "musl-gcc", ...compile], { stdio: "inherit" });
  if (status !== 0) return "musl-gcc failed, see above";
  writeFileSync(
    `${root}/etc/ld-musl-x86_64.path`,
    ["/usr/lib/musl-more", "/usr/lib/x86_64-linux-musl", libraries].join("\n"),
  );
  for (const [name, binary] of Object.entries(binaries))
    writeProgram(`${folder}bin/${name}-musl`, root, folder.slice(0, -1), `"${binary}" "$@"`);
  return undefined;
}

/** Whether the C library of this machine is musl. */
function hasMusl() {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return process.platform === "linux" && header.glibcVersionRuntime === undefined;
}

/**
 * The one Node for musl that npm has: it has a program in it, which it runs instead of what it is given, as long as a mark says so.
 * @param {string} folder
 */
function plainNode(folder) {
  const binary = `${folder}node_modules/node-musl/node`;
  const bytes = readFileSync(`${folder}node_modules/node-musl/pnpm`);
  const mark = Buffer.from("NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:");
  const at = bytes.indexOf(Buffer.from(`${mark}1`));
  if (at < 0) throw new Error("Cannot make a Node of @pnpm/linuxstatic-x64: it has no mark that it runs a program");
  bytes.write("0", at + mark.length);
  writeFileSync(binary, bytes, { mode: 0o755 });
  return binary;
}

/** @param {string} folder */
function prepareWindows(folder) {
  if (process.platform === "win32") return "this is Windows: npm run test:runtimes has it in all its columns";
  const root = `${folder}debian`;
  const reason = makeDebian(root, ["wine", "wine64"]);
  if (reason !== undefined) return reason;
  /** @param {string} name @param {string} command */
  const program = (name, command) =>
    writeProgram(
      `${folder}bin/${name}`,
      root,
      folder.slice(0, -1),
      `env LANG=C.UTF-8 WINEDEBUG=-all WINEPREFIX=/wine XDG_RUNTIME_DIR=/tmp ${command}`,
    );
  for (const { id, family, system } of runtimes) {
    const file = `${folder}node_modules/${id}/${family === "deno" ? "" : "bin/"}${family}.exe`;
    if (system === "windows")
      program(id, `wine "${file}" ${family === "node" ? `"${folder}with-pipes.cjs"` : ""} "$@"`);
  }
  copyFileSync(new URL("with-pipes.cjs", import.meta.url), `${folder}with-pipes.cjs`);
  program("wineboot", "wine wineboot --init");
  program("wineserver", "wineserver --persistent=60");
  // Its server starts once for all, and ends a minute after the last program. The first program starts Windows' services, which takes
  // many seconds.
  spawnSync(`${folder}bin/wineserver`, { cwd: "/tmp", stdio: "ignore" });
  spawnSync(`${folder}bin/wineboot`, { cwd: "/tmp", stdio: "ignore" });
  return undefined;
}
