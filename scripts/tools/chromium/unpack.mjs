// Unpacks the browser into node_modules/.unpacked, with the libraries and the fonts that a bare machine lacks, if it runs here.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const modules = fileURLToPath(new URL("node_modules/", import.meta.url));
const unpacked = `${modules}.unpacked`;
const folder = mkdtempSync(`${modules}.unpacking-`);

/** @param {string} name */
const packed = (name) => brotliDecompressSync(readFileSync(`${modules}@sparticuz/chromium/bin/${name}.br`));

writeFileSync(`${folder}/chromium`, packed("chromium"), { mode: 0o755 });
for (const name of ["al2023", "fonts"]) {
  mkdirSync(`${folder}/${name}`);
  const args = ["-x", "-f", "-", "--no-same-owner", "-C", `${folder}/${name}`];
  const { status } = spawnSync("tar", args, { input: packed(`${name}.tar`), stdio: ["pipe", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`Cannot unpack ${name}: tar failed`);
}
writeFileSync(
  `${folder}/fonts/fonts.conf`,
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${unpacked}/fonts</dir>
  <cachedir>${unpacked}/fonts-cache</cachedir>
</fontconfig>
`,
);
const program = `${folder}/browser`;
writeFileSync(
  program,
  `#!/bin/sh
here=\${0%/*}
LD_LIBRARY_PATH="$here/al2023/lib" FONTCONFIG_PATH="$here/fonts" exec "$here/chromium" "$@"
`,
  { mode: 0o755 },
);

const { status, stderr, error } = spawnSync(program, ["--version"], { encoding: "utf8", timeout: 30_000 });
if (status === 0) {
  rmSync(unpacked, { recursive: true, force: true });
  renameSync(folder, unpacked);
} else {
  rmSync(folder, { recursive: true });
  console.error(`The Chromium of npm does not run here: ${error?.message ?? stderr.trim()}`);
  process.exitCode = 1;
}
