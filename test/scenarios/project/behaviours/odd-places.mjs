// Programs in places that most programs are not in.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { scenario } from "../scenario.mjs";

/** An application with a package of its own, whose namesake is in the working directory. @returns what it loads */
async function application(file, name) {
  const folder = file(name);
  mkdirSync(`${folder}/node_modules/esm-package`, { recursive: true });
  writeFileSync(`${folder}/node_modules/esm-package/package.json`, '{ "type": "module", "exports": "./index.js" }');
  writeFileSync(`${folder}/node_modules/esm-package/index.js`, 'export const name = () => "of the application";');
  writeFileSync(
    `${folder}/main.mjs`,
    `import { coroutine, load, run } from "miniasync";
     const inline = coroutine(async () => (await import("esm-package")).name());
     export const names = run(load("esm-package").name(), inline());`,
  );
  return (await import(pathToFileURL(`${folder}/main.mjs`).href)).names;
}

/** @param {string} name @param {import("../../scenario.ts").Options} [options] */
const inAFolder = (name, options) =>
  scenario(
    `load and import() find the packages of an application in a folder called "${name}"`,
    async (_, { file }) => {
      assert.deepEqual(await application(file, name), ["of the application", "of the application"]);
    },
    options,
  );

export const folders = [
  ...["app (x86)", "app #1", "100% app", "an app", "äpp ☃", "app [1]"].map((name) => inAFolder(name)),
  inAFolder("app?x=1", {
    absent: {
      bun: "Bun cannot import from such a folder.",
      "node-windows": "Windows allows no such name.",
    },
  }),
];

/** Go to a folder that this process may not look into. */
function enterForbiddenFolder() {
  const folder = `${process.cwd()}/forbidden-${process.pid}`;
  mkdirSync(folder);
  process.chdir(folder);
  chmodSync(folder, 0);
  if (process.getuid() !== 0) return;
  process.setgid(65534);
  process.setuid(65534);
}

const asNode = "It gives up its rights as Node does.";

export const forbiddenWorkingDirectory = scenario(
  "a program in a working directory that it may not read runs, and loads what it names by its own file",
  ({ run, load, coroutine }, { remote }) => {
    assert.throws(() => statSync("."), { code: "EACCES" });
    assert.deepEqual(run(remote.echo("here")), ["here"]);
    assert.deepEqual(run(load("esm-package").name()), ["esm-package"]);
    const [response] = run(coroutine(async () => new Response("", { status: 201 }))());
    assert.equal(response.status, 201);
  },
  {
    prepare: enterForbiddenFolder,
    absent: { deno: asNode, bun: asNode, "node-windows": "Windows has no such rights." },
  },
);

export const preloadThatCalls = scenario(
  "a module of --import that makes calls does not start a thread in each thread, without end",
  ({ run }, { remote }) => {
    assert.deepEqual(run(remote.echo("called")), ["called"]);
    // In the program, in its thread, and perhaps in a thread of that.
    assert(Number(process.env.LOADED_TIMES) <= 3, `it was loaded ${process.env.LOADED_TIMES} times`);
  },
  {
    flags: {
      node: ["--import", "./fixtures/calls-when-loaded.mjs"],
      deno: ["run", "--allow-all", "--import", "./fixtures/calls-when-loaded.mjs"],
      bun: ["--preload", "./fixtures/calls-when-loaded.mjs"],
    },
  },
);
