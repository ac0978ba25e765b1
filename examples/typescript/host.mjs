// A host for TypeScript's compiler, whose files are on a web server: below /remote/, for the compiler.
import { coroutine, gather, run, signal } from "miniasync";
import ts from "typescript";

const fetchText = coroutine(async (/** @type {URL} */ url, /** @type {RequestInit} */ options) => {
  const response = await fetch(url, options);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response.text();
});

const root = "/remote/";

/**
 * The compiler asks for one file at a time. What a source imports can be seen in it: all of that is fetched at once, ahead.
 * @param {string} server
 * @param {ts.CompilerOptions} options
 * @returns {ts.CompilerHost}
 */
export function remoteHost(server, options) {
  const local = ts.createCompilerHost(options);
  /** @type {Map<string, string | undefined>} */
  const sources = new Map();

  /**
   * @param {string} file
   * @returns {import("miniasync").Coroutine<void>}
   */
  function* fetchTree(file) {
    if (sources.has(file)) return;
    sources.set(file, undefined); // Whoever comes next need not fetch it.
    const text = yield* fetchText(new URL(file.slice(root.length), server), { signal });
    sources.set(file, text);
    const imports = ts.preProcessFile(text ?? "").importedFiles.filter(({ fileName }) => fileName.startsWith("."));
    const files = imports.map(({ fileName }) => new URL(fileName, `file://${file}`).pathname.replace(/\.js$/, ".ts"));
    yield* gather(files.map(fetchTree));
  }

  /** @param {string} file */
  function read(file) {
    if (!sources.has(file)) run(fetchTree(file), { timeout: 30_000 });
    return sources.get(file);
  }

  const isRemote = (/** @type {string} */ file) => file.startsWith(root);
  return {
    ...local,
    getCurrentDirectory: () => root,
    // There are no packages: only what is imported by its path.
    directoryExists: (folder) =>
      isRemote(`${folder}/`) ? !folder.includes("node_modules") : ts.sys.directoryExists(folder),
    fileExists: (file) => (isRemote(file) ? file.endsWith(".ts") && read(file) !== undefined : local.fileExists(file)),
    readFile: (file) => (isRemote(file) ? read(file) : local.readFile(file)),
    realpath: (file) => file,
    getSourceFile(file, languageVersion) {
      if (!isRemote(file)) return local.getSourceFile(file, languageVersion);
      const text = read(file);
      return text === undefined ? undefined : ts.createSourceFile(file, text, languageVersion);
    },
  };
}
