// Makes dist/ of src/: the declarations file by file, and of each program one file, which starts in a fifth of the time that its
// parts would take (docs/decisions/0008). What is in dist/ and comes of no source any more is deleted: it would be shipped.
// In place, not into an emptied dist/: a program that is using dist/ meanwhile goes on working.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build as bundle, transform } from "esbuild";
import { minify } from "terser";
import { changed } from "./changed.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const tsc = `${root}node_modules/@typescript/native/bin/tsc`;

const target = "es2022";

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  target,
  metafile: true,
  logLevel: "warning",
};

/** What a program imports, and what tests of it import besides, are one file: they share the loop that runs. */
const surface = 'export * from "./src/index.ts"; export * as testing from "./src/testing.ts";';

/** @type {{ readonly version: string }} */
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/**
 * In Node a package has one state, whether it is imported or required: the file that is loaded first keeps its exports where the other
 * one finds them. Bundlers get a module that does not: of that they can leave out what nobody uses. (docs/decisions/0024)
 * @param {string} here the URL of the file
 * @param {string} end
 */
const shared = (here, end) =>
  /** @type {const} */ ({
    platform: "node",
    stdin: { contents: surface, resolveDir: root },
    alias: { "#platform": "./src/platform/node/node-caller.ts" },
    format: "cjs",
    define: { "import.meta.url": "here" },
    // A function expression in parentheses, which V8 compiles at once: it reads the text once.
    banner: {
      js: `const here = ${here};
const key = Symbol.for("miniasync ${version} " + String(here).slice(0, String(here).lastIndexOf("/")));
const home = key in globalThis || Object.isExtensible(globalThis) ? globalThis : {};
const it = (home[key] ??= (function (module) {`,
    },
    footer: {
      js: `return Object.defineProperty({ ...module.exports }, "__esModule", { value: true }); })({}));\n${end}`,
    },
  });

/** What a program exports, given its source. @param {Pick<import("esbuild").BuildOptions, "stdin" | "entryPoints">} source */
async function namesOf(source) {
  const alias = { "#platform": "./src/platform/node/node-caller.ts" };
  const { metafile } = await bundle({ ...common, platform: "node", ...source, alias, outfile: "-", write: false });
  return Object.values(metafile?.outputs ?? {})
    .flatMap(({ exports }) => exports)
    .join(", ");
}

/** What Node and Deno are to see of a CommonJS file that is imported: they do not run it. @param {string} names */
const seen = (names) => `0 && (module.exports = { ${names} });\n`;

const surfaceNames = await namesOf({ stdin: { contents: surface, resolveDir: root } });

/**
 * The programs. Their names tell frames of this package from those of a program that has it in its own bundle.
 * @type {readonly import("esbuild").BuildOptions[]}
 */
const programs = [
  {
    platform: "node",
    stdin: { contents: surface, resolveDir: root },
    outfile: "dist/miniasync.js",
    alias: { "#platform": "./src/platform/node/node-caller.ts" },
  },
  { ...shared("import.meta.url", `export const { ${surfaceNames} } = it;`), outfile: "dist/miniasync.mjs" },
  {
    ...shared(
      'process.getBuiltinModule("node:url").pathToFileURL(__filename).href',
      `module.exports = it;\n${seen(surfaceNames)}`,
    ),
    outfile: "dist/miniasync.cjs",
  },
  {
    platform: "node",
    entryPoints: ["src/worker.ts"],
    // A script that imports nothing: it starts sooner than a module, and others may bundle it as either.
    format: "cjs",
    outfile: "dist/miniasync-worker.cjs",
    // A script has none, and need not know its own frames.
    logOverride: { "empty-import-meta": "silent" },
    alias: { "#thread-platform": "./src/platform/node/node-thread.ts" },
  },
  // These are imported and required as one file each: ESLint knows a plug-in by its identity, and a program has one timeline.
  {
    platform: "neutral",
    entryPoints: ["src/eslint-plugin.ts"],
    format: "cjs",
    outfile: "dist/miniasync-eslint-plugin.cjs",
  },
  {
    platform: "node",
    entryPoints: ["src/trace.ts"],
    format: "cjs",
    outfile: "dist/miniasync-trace.cjs",
  },
  {
    platform: "browser",
    stdin: { contents: surface, resolveDir: root },
    outfile: "dist/browser/miniasync.js",
    alias: { "#platform": "./src/platform/web/web-caller.ts" },
  },
  {
    platform: "browser",
    entryPoints: ["src/worker.ts"],
    outfile: "dist/browser/miniasync-worker.js",
    alias: { "#thread-platform": "./src/platform/web/web-thread.ts" },
  },
];

/**
 * Files that have names for what is in others: of the program of tests, and of the declarations, which are CommonJS, as a module may
 * import those, but not the other way round.
 */
async function thinFiles() {
  const testing = await namesOf({ entryPoints: ["src/testing.ts"] });
  /** @param {string} file */
  const testingOf = (file) => `import { testing } from "./${file}";\nexport const { ${testing} } = testing;\n`;
  return {
    "dist/miniasync-testing.js": testingOf("miniasync.js"),
    "dist/miniasync-testing.mjs": testingOf("miniasync.mjs"),
    "dist/miniasync-testing.cjs": `module.exports = require("./miniasync.cjs").testing;\n${seen(testing)}`,
    "dist/browser/miniasync-testing.js": testingOf("miniasync.js"),
    "dist/index.d.ts": 'export * from "./types/index.js";\n',
    "dist/testing.d.ts": 'export * from "./types/testing.js";\n',
    "dist/types/package.json": '{ "type": "commonjs" }\n',
  };
}

/**
 * Take out what only takes time to read: white space, and the names of variables in functions and of private members. Those of
 * classes, functions and public methods stay: users see them in stacks and in `inspect`. (docs/decisions/0008)
 * @param {string} file
 * @param {import("esbuild").BuildOptions} program
 */
async function shorten(file, { banner, footer }) {
  const { code = "" } = await minify(readFileSync(file, "utf8"), {
    ecma: 2020,
    compress: false,
    mangle: { toplevel: false, keep_classnames: true, keep_fnames: true },
  });
  // Node shows the line of an error that nobody catches: nobody wants to see all of this package.
  const lines = await transform(code, { target, minifyWhitespace: true, lineLimit: 120 });
  // Strings stay whole: bundlers look for the name of the worker's file.
  const short = await unshown(ignored(lines.code.replaceAll("\\\n", "")));
  // Put around it only now: what is in a function is no name that stays.
  writeFileSync(file, [banner?.js, short, footer?.js].filter((part) => part !== undefined).join("\n"));
}

/** Tell bundlers again, since comments are gone, to leave the `import()` of what a variable names alone. @param {string} code */
function ignored(code) {
  return code.replaceAll(/(?<![.\w])import\((?=[a-z]\w?[,)])/g, "import(/* @vite-ignore *//* webpackIgnore: true */");
}

/**
 * Node shows the line that threw an error which nobody catches, unless that has these words: then the message comes first, and the
 * line of the user, where the stack begins.
 * @param {string} code
 */
async function unshown(code) {
  let quotes = 0;
  const marked = code
    .split("\n")
    .map((line) => {
      quotes += line.match(/(?<!\\)`/g)?.length ?? 0;
      // A line may end in a text of several lines.
      return /\bthrow\b/.test(line) && quotes % 2 === 0 ? `${line}//node-do-not-add-exception-line` : line;
    })
    .join("\n");
  const bare = /** @param {string} text */ async (text) =>
    (await transform(text, { target, minifyWhitespace: true })).code;
  if ((await bare(marked)) !== (await bare(code)))
    throw new Error("Cannot mark the lines that throw: one of them ends within a text");
  return marked;
}

/** @param {{ readonly sourceMaps?: boolean, readonly changes?: readonly import("./changed.mjs").Change[] | undefined }} [options] */
export async function build({ sourceMaps = false, changes } = {}) {
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  /** @type {Set<string>} */
  const made = new Set();
  for (const program of programs) {
    const { banner, footer, ...rest } = program;
    const { metafile } = await bundle({
      ...common,
      ...(sourceMaps ? program : rest),
      sourcemap: sourceMaps,
      minifySyntax: !sourceMaps,
      ...(changes === undefined ? {} : { plugins: [changed(changes)] }),
    });
    for (const name of Object.keys(metafile?.outputs ?? {})) {
      made.add(name);
      if (!sourceMaps) await shorten(`${root}${name}`, program);
    }
  }
  const plugin = "dist/miniasync-eslint-plugin.cjs";
  appendFileSync(`${root}${plugin}`, seen(await namesOf({ entryPoints: ["src/eslint-plugin.ts"] })));
  for (const [name, text] of Object.entries(await thinFiles())) {
    made.add(name);
    writeFileSync(`${root}${name}`, text);
  }
  for (const file of readdirSync(`${root}dist`, { recursive: true, encoding: "utf8" })) {
    const name = file.replaceAll("\\", "/");
    const source = /^types\/(.*)\.d\.ts(\.map)?$/.exec(name)?.[1];
    const stale =
      source === undefined ? /\.([cm]?js|d\.ts)(\.map)?$/.test(name) : !existsSync(`${root}src/${source}.ts`);
    if (stale && !made.has(`dist/${name}`)) rmSync(`${root}dist/${name}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
