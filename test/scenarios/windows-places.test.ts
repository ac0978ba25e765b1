// Where a program of Windows calls from: its frames have such files, and Node gives what it gives there for paths.
import path from "node:path";
import url from "node:url";
import { compileFunction } from "node:vm";
import { coroutine, load, run } from "miniasync";
import { afterAll, beforeAll, expect, test } from "vitest";

const { getBuiltinModule } = process;
const pathToFileURL = (path: string): URL => url.pathToFileURL(path, { windows: true });
const windows: Readonly<Record<string, unknown>> = { "node:path": path.win32, "node:url": { ...url, pathToFileURL } };

beforeAll(() => {
  process.getBuiltinModule = ((name: string) => windows[name] ?? getBuiltinModule(name)) as typeof getBuiltinModule;
});
afterAll(() => {
  process.getBuiltinModule = getBuiltinModule;
});

/** What `body` gives in such a file. */
function inFile(filename: string, body: string): never {
  return compileFunction(body, ["load", "coroutine", "run"], { filename })(load, coroutine, run) as never;
}

// The thread is on this system, which takes the drive for a folder: its error shows what it was told.
test.each([
  ["C:\\Program Files (x86)\\app\\main.cjs", "file:///C:/Program%20Files%20(x86)/app/main.cjs"],
  ["c:/app 100% #1/é.cjs", "file:///c:/app%20100%25%20%231/%C3%A9.cjs"],
  ["file:///D:/app%20(1)/main.mjs", "file:///D:/app%20(1)/main.mjs"],
])("packages are looked up from %s, which calls", (file, seenUrl) => {
  const seen = url.fileURLToPath(seenUrl);
  const missing = (body: string) => {
    try {
      run(inFile(file, body));
    } catch (error) {
      return String(error);
    }
    return "";
  };
  expect(missing('return load("near").f()')).toContain(`Cannot find package 'near' imported from ${seen}`);
  expect(missing('return coroutine(async () => import("near"))()')).toContain(`imported from ${seen}`);
});

test("a share is no relative path, and needs no `from`", () => {
  expect(() =>
    inFile("\\\\server\\share\\main.cjs", 'return load("\\\\\\\\server\\\\share\\\\near.mjs")'),
  ).not.toThrow();
});
