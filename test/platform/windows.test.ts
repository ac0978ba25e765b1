// What Node gives on Windows for paths, given here: what the package makes of drives, backslashes and shares. On Windows, and under wine, the
// scenarios run (npm run test:runtimes -- windows); neither has a share.
import path from "node:path";
import url from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { standOf } from "../../src/in-caller/stand-ins.ts";
import { coroutine, load } from "../../src/load.ts";
import { environment } from "../../src/platform/node/environment.ts";
import { platform } from "../../src/platform/node/node-caller.ts";

const { getBuiltinModule, env } = process;
const windowsUrl = {
  ...url,
  pathToFileURL: (path: string) => url.pathToFileURL(path, { windows: true }),
  fileURLToPath: (file: string) => url.fileURLToPath(file, { windows: true }),
};
const windows: Readonly<Record<string, unknown>> = { "node:path": path.win32, "node:url": windowsUrl };

beforeAll(() => {
  process.getBuiltinModule = ((name: string) => windows[name] ?? getBuiltinModule(name)) as typeof getBuiltinModule;
});
afterAll(() => {
  process.getBuiltinModule = getBuiltinModule;
  process.env = env;
});

const paths = [
  ["C:\\app\\near.mjs", "file:///C:/app/near.mjs"],
  ["c:/app/near.mjs", "file:///c:/app/near.mjs"],
  ["C:\\Program Files (x86)\\100% #1\\é.mjs", "file:///C:/Program%20Files%20(x86)/100%25%20%231/%C3%A9.mjs"],
  ["\\\\server\\share\\near.mjs", "file://server/share/near.mjs"],
  ["//server/share/near.mjs", "file://server/share/near.mjs"],
] as const;

/** What the thread is told of a module or function: which one, and where it is looked up from. */
function told(remote: unknown): { readonly specifier?: string; readonly from: string | undefined } {
  const stand = standOf(remote) as {
    readonly source: { readonly base: { specifier?: string; from: string | undefined } };
  };
  return stand.source.base;
}

describe("paths of Windows are URLs of files", () => {
  test.each(paths)("%s", (given, file) => {
    expect(platform.toUrl(given)).toBe(file);
    expect(told(load(given)).specifier).toBe(file);
    expect(told(load("near", { from: given })).from).toBe(file);
    expect(told(coroutine(async () => 1, { from: given })).from).toBe(file);
    expect(told(load(new URL(file))).specifier).toBe(file);
    expect(told(load("./near.mjs", { from: new URL(file) }))).toMatchObject({ specifier: "./near.mjs", from: file });
  });

  test.each([
    "near",
    "@scope/near",
    "node:fs",
    "./near.mjs",
    "file:///C:/app/near.mjs",
    "file://server/share/near.mjs",
  ])("%s is none of them", (specifier) => {
    expect(platform.toUrl(specifier)).toBe(specifier);
  });
});

test("names of variables have no case", () => {
  const variables: Readonly<Record<string, string>> = { NODE_DEBUG: "miniasync" };
  process.env = new Proxy({}, { get: (_, name) => variables[String(name).toUpperCase()] });
  expect(environment("NODE_DEBUG")).toBe("miniasync");
});
