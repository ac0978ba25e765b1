// The bundlers, each with the smallest configuration that works, and what does not work with it. The configurations are in ways/.
import { readFileSync } from "node:fs";
import { runtimes } from "../runtimes/runtimes.mjs";

/**
 * @typedef {object} Feature
 * @property {string} id as programs/ print it
 * @property {string} title as in the table
 * @property {string} result what is printed when it works
 *
 * @typedef {object} Failure
 * @property {string} why
 * @property {RegExp} error what the program says
 *
 * @typedef {object} Table
 * @property {string} title
 * @property {"node" | "browser"} program
 * @property {readonly string[]} installed the packages that are beside the bundle when it runs
 * @property {readonly Feature[]} features
 *
 * @typedef {object} Way
 * @property {string} id as in `npm run test:bundlers -- rollup`; the folder of its configuration in ways/, if it has any
 * @property {string} title
 * @property {string} tool whose version the table names: a package, or a runtime
 * @property {Table} table
 * @property {string} [node] the Node that builds
 * @property {readonly string[]} build commands; they make dist/
 * @property {string} [run] the file that is run, by Node unless it has no ending
 * @property {Readonly<Record<string, Failure>>} [fails]
 * @property {string} [untried] why the table does not say more
 */

const generator = { id: "generator", title: "`run` of a generator", result: "3,7" };
const inline = { id: "inline", title: "`coroutine(async …)`", result: "3" };
const loadFile = { id: "load-file", title: "`load` of a file of yours", result: "8" };

const inNode = [
  generator,
  inline,
  { id: "import-builtin", title: '`import("node:…")` in it', result: "a/b" },
  { id: "import-package", title: '`import("package")` in it', result: "near" },
  { id: "import-ignored", title: "the same, `webpackIgnore`", result: "near" },
  { id: "load-builtin", title: '`load("node:…")`', result: "true" },
  { id: "load-package", title: '`load("package")`', result: "near" },
];

/** @satisfies {Record<string, Table>} */
const tables = {
  external: {
    title: "Node, miniasync left out of the bundle",
    program: "node",
    installed: ["miniasync", "near"],
    features: [...inNode, loadFile],
  },
  inside: {
    title: "Node, miniasync in the bundle",
    program: "node",
    installed: ["near"],
    features: [...inNode, loadFile],
  },
  executable: {
    title: "Executables",
    program: "node",
    installed: ["near"],
    features: [
      ...inNode,
      { id: "load-from", title: "the same, `{ from: process.execPath }`", result: "near" },
      loadFile,
    ],
  },
  browser: {
    title: "Browsers",
    program: "browser",
    installed: [],
    features: [{ id: "page", title: "`runAsync` on the page", result: "3" }, generator, inline, loadFile],
  },
};

export const everyTable = Object.values(tables);

const copyWorker = "cp node_modules/miniasync/dist/miniasync-worker.cjs dist/";
const copyBrowserWorker = "cp node_modules/miniasync/dist/browser/miniasync-worker.js dist/";
const copyOwn = "cp own.js dist/";

const webpackImport = {
  why: 'It replaces `import()` in the function by a look into its own bundle, which the thread does not have. Write `import(/* webpackIgnore: true */ "x")`, or let it leave all of them alone, by `import: false` as below.',
  error: /webpack/,
};
const nccImport = {
  ...webpackImport,
  why: 'It is webpack inside, and has no setting for it: write `import(/* webpackIgnore: true */ "x")`.',
};
const parcelImport = {
  why: "It replaces `import()` in the function by a variable of its bundle, and has no comment that forbids it. Use `load`, or give the function as text: ``coroutine(`async () => …`)``.",
  error: /it captures the variable/,
};
const parcelFile = {
  why: "It makes a script without exports of a file that `new URL()` and `import.meta.url` name. Copy the file to where the program runs, and give `load` its absolute path.",
  error: /has no "double"/,
};
const fromExecutable = {
  why: "The code of an executable is in no folder that has packages. Write `{ from: process.execPath }`, for `load` as for `coroutine`: it means the `node_modules` beside the executable.",
  error: /Cannot find package 'near'/,
};
const commonJsUrl = {
  why: "The program is CommonJS, in which esbuild has no `import.meta.url`: load it by its path, from `process.execPath`.",
  error: /Invalid URL/,
};

/** @type {readonly Way[]} */
export const ways = [
  {
    id: "webpack-external",
    title: "webpack",
    tool: "webpack",
    table: tables.external,
    build: ["webpack"],
    run: "dist/main.cjs",
    fails: { "import-builtin": webpackImport, "import-package": webpackImport },
  },
  {
    id: "rspack-external",
    title: "rspack",
    tool: "@rspack/core",
    table: tables.external,
    build: ["rspack build"],
    run: "dist/main.cjs",
    fails: { "import-builtin": webpackImport, "import-package": webpackImport },
  },
  {
    id: "rollup-external",
    title: "rollup",
    tool: "rollup",
    table: tables.external,
    build: ["rollup main.js --file dist/main.mjs --external miniasync", copyOwn],
    run: "dist/main.mjs",
  },
  {
    id: "vite-external",
    title: "Vite",
    tool: "vite",
    table: tables.external,
    build: ["vite build --ssr main.js", copyOwn],
    run: "dist/main.js",
  },
  {
    id: "esbuild-external",
    title: "esbuild",
    tool: "esbuild",
    table: tables.external,
    build: [
      "esbuild main.js --bundle --platform=node --format=esm --packages=external --outfile=dist/main.mjs",
      copyOwn,
    ],
    run: "dist/main.mjs",
  },
  {
    id: "parcel-external",
    title: "Parcel",
    tool: "parcel",
    table: tables.external,
    build: ["parcel build"],
    run: "dist/main.js",
    fails: {
      "import-builtin": parcelImport,
      "import-package": parcelImport,
      "import-ignored": parcelImport,
      "load-file": parcelFile,
    },
  },
  {
    id: "tsdown-external",
    title: "tsdown",
    tool: "tsdown",
    table: tables.external,
    build: ["tsdown main.js", copyOwn],
    run: "dist/main.mjs",
  },
  {
    id: "ncc-external",
    title: "ncc",
    tool: "@vercel/ncc",
    table: tables.external,
    build: ["ncc build main.js -o dist -e miniasync"],
    run: "dist/index.js",
    fails: { "import-builtin": nccImport, "import-package": nccImport },
  },
  {
    id: "webpack",
    title: "webpack",
    tool: "webpack",
    table: tables.inside,
    build: ["webpack", copyWorker],
    run: "dist/main.cjs",
    fails: { "import-builtin": webpackImport, "import-package": webpackImport },
  },
  {
    id: "webpack-import",
    title: "webpack, `import: false`",
    tool: "webpack",
    table: tables.inside,
    build: ["webpack", copyWorker],
    run: "dist/main.cjs",
  },
  {
    id: "webpack-module",
    title: "webpack, as a module",
    tool: "webpack",
    table: tables.inside,
    build: ["webpack", copyWorker],
    run: "dist/main.mjs",
  },
  {
    id: "rspack",
    title: "rspack",
    tool: "@rspack/core",
    table: tables.inside,
    build: ["rspack build", copyWorker],
    run: "dist/main.cjs",
    fails: { "import-builtin": webpackImport, "import-package": webpackImport },
  },
  {
    id: "rollup",
    title: "rollup",
    tool: "rollup",
    table: tables.inside,
    build: ["rollup main.js --file dist/main.mjs --plugin node-resolve --external near", copyWorker, copyOwn],
    run: "dist/main.mjs",
  },
  {
    id: "vite",
    title: "Vite",
    tool: "vite",
    table: tables.inside,
    build: ["vite build --ssr main.js", copyWorker, copyOwn],
    run: "dist/main.js",
  },
  {
    id: "esbuild",
    title: "esbuild",
    tool: "esbuild",
    table: tables.inside,
    build: [
      "esbuild main.js --bundle --platform=node --format=esm --external:near --outfile=dist/main.mjs",
      copyWorker,
      copyOwn,
    ],
    run: "dist/main.mjs",
  },
  {
    id: "parcel",
    title: "Parcel",
    tool: "parcel",
    table: tables.inside,
    build: ["parcel build", copyWorker],
    run: "dist/main.js",
    fails: {
      "import-builtin": parcelImport,
      "import-package": parcelImport,
      "import-ignored": parcelImport,
      "load-file": parcelFile,
    },
  },
  {
    id: "tsdown",
    title: "tsdown",
    tool: "tsdown",
    table: tables.inside,
    build: ["tsdown", copyWorker, copyOwn],
    run: "dist/main.mjs",
  },
  {
    id: "ncc",
    title: "ncc",
    tool: "@vercel/ncc",
    table: tables.inside,
    build: ["ncc build main.js -o dist", copyWorker],
    run: "dist/index.js",
    fails: { "import-builtin": nccImport, "import-package": nccImport },
  },
  {
    id: "sea-20",
    title: "Node's, by postject",
    tool: "node-20",
    node: "node-20",
    table: tables.executable,
    build: [
      "esbuild main.js --bundle --platform=node --external:near --outfile=dist/main.cjs",
      "node --experimental-sea-config sea-config.json",
      'cp "$(command -v node)" dist/app',
      "postject dist/app NODE_SEA_BLOB dist/app.blob --sentinel-fuse NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2",
    ],
    run: "dist/app",
    fails: {
      "import-package": fromExecutable,
      "import-ignored": fromExecutable,
      "load-package": fromExecutable,
      "load-file": commonJsUrl,
    },
  },
  {
    id: "sea-26",
    title: "Node's, `--build-sea`",
    tool: "node-26",
    node: "node-26",
    table: tables.executable,
    build: [
      "esbuild main.js --bundle --platform=node --external:near --outfile=dist/main.cjs",
      "node --build-sea sea-config.json",
    ],
    run: "dist/app",
    fails: {
      "import-package": fromExecutable,
      "import-ignored": fromExecutable,
      "load-package": fromExecutable,
      "load-file": commonJsUrl,
    },
  },
  {
    id: "bun",
    title: "`bun build --compile`",
    tool: "bun",
    table: tables.executable,
    build: [
      "bun build --compile main.js node_modules/miniasync/dist/miniasync-worker.cjs own.js --compile-autoload-package-json --external near --outfile dist/app",
    ],
    run: "dist/app",
    fails: { "import-package": fromExecutable, "import-ignored": fromExecutable, "load-package": fromExecutable },
  },
  {
    id: "deno",
    title: "`deno compile`",
    tool: "deno",
    table: tables.executable,
    build: [
      "deno compile --no-check --allow-all --include own.js --include node_modules/miniasync/dist/miniasync-worker.cjs --output dist/app main.js",
    ],
    run: "dist/app",
    untried:
      "It gets the program that it puts into the executable, `denort`, from dl.deno.land, and no registry has that: the machine that made these tables could not.",
  },
  {
    id: "webpack-browser",
    title: "webpack",
    tool: "webpack",
    table: tables.browser,
    build: ["webpack"],
  },
  {
    id: "rspack-browser",
    title: "rspack",
    tool: "@rspack/core",
    table: tables.browser,
    build: ["rspack build"],
  },
  {
    id: "rollup-browser",
    title: "rollup",
    tool: "rollup",
    table: tables.browser,
    build: ["rollup --config", copyBrowserWorker],
  },
  {
    id: "vite-browser",
    title: "Vite",
    tool: "vite",
    table: tables.browser,
    build: ["vite build"],
  },
  {
    id: "esbuild-browser",
    title: "esbuild",
    tool: "esbuild",
    table: tables.browser,
    build: ["esbuild page.js worker.js --bundle --format=esm --outdir=dist", copyBrowserWorker],
  },
  {
    id: "parcel-browser",
    title: "Parcel",
    tool: "parcel",
    table: tables.browser,
    build: ["parcel build index.html"],
  },
];

/** @type {Readonly<Record<string, string>>} */
const packages = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")).dependencies;

/** @param {Way} way */
export function versionOf({ tool }) {
  return packages[tool] ?? runtimes.find(({ id }) => id === tool)?.version ?? "?";
}
