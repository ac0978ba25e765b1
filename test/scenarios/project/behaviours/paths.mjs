// Names of folders that some program gets wrong: of the program, of this package, and of the working directory.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { needsShell, scenario } from "../scenario.mjs";

const names = [
  "app (x86)",
  "(a) (/b",
  "hash#tag",
  "100%",
  "%41%zz",
  "two  spaces",

  "ünïcödé 日本",
  "@scope",
  "a:1:2",
];

/** A folder of that name, which `URL` need not understand. */
const folderOf = (name, file) => `${file("folders")}/${name}`;

/** Write files, and the folders that they are in. */
function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(`${folder}/${name}/..`.replace(/[^/]+\/\.\.$/, ""), { recursive: true });
    writeFileSync(`${folder}/${name}`, text);
  }
}

const dependency = (name, text) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, exports: "./index.mjs" }),
  [`node_modules/${name}/index.mjs`]: `export const whose = () => ${JSON.stringify(text)};`,
});

/** A program says how each way of naming a module finds it. */
const found = `
  [
    run(load("found-by-path").whose())[0],
    run(coroutine(async () => (await import("found-by-path")).whose())())[0],
    run(coroutine(async () => (await import("./beside.mjs")).whose())())[0],
  ]`;

/** A folder of that name, with a program, in a module and in a script, and what it depends on. */
function makeProgram(folder) {
  write(folder, {
    ...dependency("found-by-path", "its own"),
    "beside.mjs": 'export const whose = () => "beside";',
    "program.mjs": `import { coroutine, load, run } from "miniasync"; export const found = ${found};`,
    "program.cjs": `const { coroutine, load, run } = require("miniasync"); exports.found = ${found};`,
  });
}

export const ofTheProgram = scenario(
  "modules are found from the program's file, whatever the folder is called that it is in",
  async (_, { file }) => {
    write(process.cwd(), dependency("found-by-path", "another's"));
    for (const name of names) {
      const folder = folderOf(name, file);
      makeProgram(folder);
      for (const program of ["program.mjs", "program.cjs"]) {
        const { found } = await import(pathToFileURL(`${folder}/${program}`));
        assert.deepEqual(found, ["its own", "its own", "beside"], `${name}/${program}`);
      }
    }
  },
);

export const ofThePackage = scenario(
  "this package works in any folder, and knows its own frames there",
  async (_, { file }) => {
    const dist = fileURLToPath(new URL(".", import.meta.resolve("miniasync")));
    for (const name of names) {
      const folder = folderOf(name, file);
      makeProgram(folder);
      cpSync(dist, `${folder}/node_modules/miniasync/dist`, { recursive: true });
      cpSync(`${dist}../package.json`, `${folder}/node_modules/miniasync/package.json`);
      const { found } = await import(pathToFileURL(`${folder}/program.mjs`));
      assert.deepEqual(found, ["its own", "its own", "beside"], name);
    }
  },
  { absent: { deno: "Deno takes the package that is nearest to the working directory." } },
);

export const othersMakeStacks = scenario(
  "modules are found from the program's file, whatever others make of stacks",
  async (_, { file }) => {
    makeProgram(file("program"));
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (_, frames) => frames;
    const { found } = await import(pathToFileURL(file("program/program.mjs")));
    Error.prepareStackTrace = prepareStackTrace;
    assert.deepEqual(found, ["its own", "its own", "beside"]);
  },
);

/** What needs a look at some file, or the working directory. */
function works({ run, load, coroutine }, remote) {
  const fs = load("node:fs");
  const [response, stats, big, missing] = run(
    coroutine(() => new Response("x"))(),
    fs.statSync("/"),
    fs.statSync("/", { bigint: true }),
    coroutine(() => import("no-such-package").catch(({ code }) => code))(),
  );
  assert.deepEqual(run(response.text(), remote.echo(stats)), ["x", stats]);
  assert(stats.isDirectory() && big.isDirectory());
  assert.match(missing, /^ERR_/);
}

const needsDirectory = { deno: "Deno asks for the name of the working directory whenever it looks at a file." };

export const removedDirectory = scenario(
  "the working directory may have been removed since the thread started",
  (miniasync, { file, remote }) => {
    miniasync.run(remote.echo("started"));
    mkdirSync(file("removed"));
    process.chdir(file("removed"));
    rmdirSync(file("removed"));
    works(miniasync, remote);
  },
  { absent: { ...needsDirectory, "node-windows": "Windows removes no folder that a process is in." } },
);

export const forbiddenDirectory = scenario(
  "the working directory may be one that cannot be read",
  (miniasync, { file, remote }) => {
    miniasync.run(remote.echo("started"));
    mkdirSync(file("forbidden"));
    process.chdir(file("forbidden"));
    chmodSync(".", 0);
    if (process.getuid() === 0) process.seteuid(65_534);
    assert.throws(() => statSync("."));
    works(miniasync, remote);
  },
  { absent: { "node-windows": "Windows has no such rights." } },
);

export const unnameableDirectory = scenario(
  "the working directory may have a name that is no text",
  (_, { file }) => {
    const program = `
      import { coroutine, run } from "miniasync";
      const [response] = run(coroutine(() => new Response("x"))());
      console.log(...run(response.text()));`;
    writeFileSync(file("program.mjs"), program);
    const inShell = `mkdir "$(printf 'a\\377')" && cd "$(printf 'a\\377')" && exec "$0" "$1"`;
    const { stdout, stderr } = spawnSync("sh", ["-c", inShell, process.execPath, file("program.mjs")], {
      cwd: file("."),
      encoding: "utf8",
      timeout: 10_000,
    });
    assert.deepEqual([stdout, stderr], ["x\n", ""]);
  },
  { absent: { ...needsDirectory, ...needsShell } },
);
