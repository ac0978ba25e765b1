// TypeScript's compiler, which is synchronous, checks and compiles sources that are on a web server.
import { fileURLToPath } from "node:url";
import { coroutine, run } from "miniasync";
import ts from "typescript";
import { withServer } from "../with-server.mjs";
import { remoteHost } from "./host.mjs";

const fetchJson = coroutine(async (/** @type {string} */ url) => /** @type {any} */ (await (await fetch(url)).json()));

withServer(fileURLToPath(new URL("server.mjs", import.meta.url)), ["100"], (url) => {
  /** @type {ts.CompilerOptions} */
  const options = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2022.d.ts"],
    strict: true,
    types: [],
  };
  const host = remoteHost(url, options);
  const program = ts.createProgram(["/remote/main.ts"], options, host);

  const remote = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith("/remote/"));
  console.log(`compiled: ${remote.map(({ fileName }) => fileName).join(" ")}`);
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const { line } = file ? ts.getLineAndCharacterOfPosition(file, start ?? 0) : { line: 0 };
    console.log(`${file?.fileName}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  }
  program.emit(program.getSourceFile("/remote/money.ts"), (file, text) => console.log(`${file}:\n${text.trim()}`));
  const [{ requests, most }] = run(fetchJson(`${url}statistics`));
  console.log(`${requests} sources were fetched, up to ${most} at once`);
});
