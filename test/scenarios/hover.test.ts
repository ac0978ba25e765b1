import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const file = `${root}/test/scenarios/hovered.mts`;
const source = `import { coroutine, load, run, sync } from "miniasync";
import type * as fsp from "node:fs/promises";
import type * as Prettier from "prettier";
import type * as Pg from "pg";
const fs = load<typeof fsp>("node:fs/promises"), prettier = load<typeof Prettier>("prettier"), pg = load<typeof Pg>("pg");
const fetchText = coroutine(async (url: string) => (await fetch(url)).text());
const [response] = run(coroutine((url: string) => fetch(url))("x"));
const [client] = run(new pg.Client());
const [stats] = run(fs.stat("x"));
fs.mkdir; prettier.format; pg.Client; response.text; sync(fs).unlink;
prettier.check("x"); fs.unlink("x"); fs.copyFile("x", "y");
`;

/** What an editor shows over the first occurrence of `name` after `after`. */
function hover(service: ts.LanguageService, name: string, after: string): string {
  const at = source.indexOf(name, source.indexOf(after));
  return ts.displayPartsToString(service.getQuickInfoAtPosition(file, at)?.displayParts);
}

function serviceOf(text: string): ts.LanguageService {
  const read = (path: string): string | undefined => (path === file ? text : ts.sys.readFile(path));
  return ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot(path) {
      const found = read(path);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => ({
      strict: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: ["node"],
      lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    }),
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: read,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
  });
}

describe("what an editor shows", () => {
  const service = serviceOf(source);

  test.for([
    ["format", "prettier.format", "RemoteFunction<(source: string, options?: Prettier.Options) => Promise<string>>"],
    ["Client", "pg.Client;", "RemoteClass<typeof Pg.Client>"],
    ["fetchText", "const fetchText", "const fetchText: (url: string) => Coroutine<string>"],
    ["response", "const [response", "const response: Handle<Response>"],
    ["text", "response.text", "RemoteFunction<() => Promise<string>>"],
    ["client", "const [client", "const client: Handle<Pg.Client>"],
    ["stats", "const [stats", "const stats: Stats"],
    ["unlink", "sync(fs).unlink", "((path: PathLike) => void)"],
    [
      "check",
      "prettier.check",
      "(source: string, options?: Prettier.Options | RemoteRef<Prettier.Options> | ArgParts<Prettier.Options, [0]> | undefined) => Coroutine<boolean>",
    ],
    ["unlink", "fs.unlink(", "(path: PathLike) => Coroutine<void>"],
    ["copyFile", "fs.copyFile", "(src: PathLike, dest: PathLike, mode?: number | undefined) => Coroutine<void>"],
  ])("over %s of %s can be read", ([name, after, shown]) => {
    expect(service.getSemanticDiagnostics(file).map(({ messageText }) => messageText)).toEqual([]);
    expect(hover(service, name as string, after as string)).toContain(shown);
  });

  test("of a call with options names the options, not their parts", () => {
    const text = hover(service, "check", "prettier.check");
    expect(text.length).toBeLessThan(200);
  });
});
