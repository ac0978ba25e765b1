// A Debian of its own in a folder, for programs that this machine's system has not, or has too old: what runs in it sees the files of
// this machine that it needs, and nothing that is installed here changes.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";

const release = "trixie";

/**
 * Makes the folder, unless it is there already.
 *
 * @param {string} root where
 * @param {readonly string[]} packages what is installed in it beside the base
 * @returns {string | undefined} why it cannot be made
 */
export function makeDebian(root, packages) {
  if (existsSync(`${root}/made`)) return undefined;
  if (process.platform !== "linux" || process.arch !== "x64") return "it takes Linux on x64";
  if (process.getuid?.() !== 0) return "only root can make a Debian in a folder; run it with sudo";
  if (!has("debootstrap") && !(has("apt-get") && succeeds("apt-get", ["update"]) && succeeds("apt-get", install)))
    return "debootstrap is missing, and apt-get cannot install it";
  console.log(`Making a Debian with ${packages.join(", ")}: this takes some minutes, once`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  if (!succeeds("debootstrap", ["--variant=minbase", `--include=${packages.join(",")}`, release, root]))
    return `debootstrap failed; see ${root}/debootstrap/debootstrap.log`;
  writeFileSync(`${root}/etc/hosts`, "127.0.0.1 localhost\n");
  writeFileSync(`${root}/made`, "");
  return undefined;
}

const install = ["install", "-y", "--no-install-recommends", "debootstrap"];

/** @param {string} program */
const has = (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/** @param {string} program @param {readonly string[]} args */
const succeeds = (program, args) => spawnSync(program, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;

/**
 * Writes a program that runs another in that Debian, with the arguments and the working directory that it gets, and sees the temporary
 * files of this machine. The mounts are its own, and gone when it ends.
 *
 * @param {string} file where
 * @param {string} root of that Debian
 * @param {string} folder of this machine, which it sees, too
 * @param {string} command what it runs, as sh reads it: "$@" stands for the arguments
 */
export function writeProgram(file, root, folder, command) {
  const name = file.slice(file.lastIndexOf("/"));
  const seen = ["/proc", "/dev", realpathSync(tmpdir()), folder];
  const scripts = {
    [file]: `exec unshare --mount --propagation private "${root}/outside${name}" "$@"`,
    [`${root}/outside${name}`]: `for path in ${seen.join(" ")}; do
  mkdir -p "${root}$path" && mount --rbind "$path" "${root}$path" || exit
done
exec chroot "${root}" "/inside${name}" "$PWD" "$@"`,
    [`${root}/inside${name}`]: `cd "$1" && shift\nexec ${command}`,
  };
  for (const [path, text] of Object.entries(scripts)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
}
