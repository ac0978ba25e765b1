import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Source, violations } from "./support/architecture.ts";

test("the repository keeps the rules of its layout", () => {
  const sources = ["src", "test", "bench", "examples", "scripts"].flatMap(sourcesIn);
  expect(sources.map(({ path }) => path)).toContain("test/architecture.test.ts");
  expect(violations(sources)).toEqual([]);
});

describe("violations()", () => {
  test.each<[rule: string, path: string, text: string]>([
    ["layering", "src/errors.ts", `import "./kernel/task.ts";`],
    ["layering", "src/kernel/task.ts", `import "../primitives/sleep.ts";`],
    ["layering", "src/kernel/task.ts", `import type { Bridge } from "../in-caller/client.ts";`],
    ["layering", "src/kernel/task.ts", `let it: import("../in-caller/client.ts").Bridge;`],
    ["layering", "src/kernel/task.ts", `import "some-package";`],
    ["layering", "src/kernel/task.ts", `import "../run.ts";`],
    ["layering", "src/primitives/queue.ts", `export { x } from "../in-caller/client.ts";`],
    ["layering", "src/primitives/queue.ts", `await import("../platform/node/node-caller.ts");`],
    ["layering", "src/in-caller/client.ts", `import "../primitives/sleep.ts";`],
    ["layering", "src/in-caller/client.ts", `import "#platform";`],
    ["layering", "src/in-caller/client.ts", `import { type Platform } from "../platform/platform.ts";`],
    ["layering", "src/in-caller/client.ts", `import type { P } from "../platform/node/node-caller.ts";`],
    ["layering", "src/platform/node/node-caller.ts", `import { loop } from "../../kernel/loop.ts";`],
    ["layering", "src/wire/encode.ts", `import type { Loop } from "../kernel/loop.ts";`],
    ["layering", "src/in-thread/server.ts", `import "../in-caller/thread.ts";`],
    ["platformFreeKernel", "src/kernel/task.ts", `Promise.resolve();`],
    ["platformFreeKernel", "src/kernel/task.ts", `let it: PromiseLike<1>;`],
    ["platformFreeKernel", "src/kernel/task.ts", `setTimeout(f);`],
    ["platformFreeKernel", "src/kernel/task.ts", `new Worker(url);`],
    ["platformFreeKernel", "src/kernel/task.ts", `Atomics.wait(a, 0, 0);`],
    ["platformFreeKernel", "src/kernel/task.ts", `export async function f() {}`],
    ["platformFreeKernel", "src/kernel/task.ts", `for await (const x of y) f(x);`],
    ["nodeOnlyInPlatform", "src/kernel/task.ts", `import "node:fs";`],
    ["nodeOnlyInPlatform", "src/run.ts", `import { x } from "node:worker_threads";`],
    ["nodeOnlyInPlatform", "src/run.ts", `require("node:fs");`],
    ["atomicsInTheirPlaces", "src/wire/channel.ts", `Atomics.notify(a, 0);`],
    ["testsOfTheSourceAndOfThePackage", "test/kernel/task.test.ts", `import { run } from "miniasync";`],
    ["testsOfTheSourceAndOfThePackage", "test/scenarios/a.test.ts", `import "../../src/run.ts";`],
    ["names", "src/wire/utils.ts", ""],
    ["names", "src/types.ts", ""],
    ["exports", "src/run.ts", `export * from "./errors.ts"; f();`],
    ["exports", "src/run.ts", `export * as errors from "./errors.ts"; f();`],
    ["exports", "src/run.ts", `export default 1;`],
    ["exports", "test/support/x.ts", `export default function f() {}`],
    ["exports", "src/run.ts", `const f = 1; export { f as default };`],
    ["indexHasNoCode", "src/index.ts", `export const one = 1;`],
    ["indexHasNoCode", "src/testing.ts", `export { a } from "./errors.ts";`],
  ])("%s: %s: %s", (rule, path, text) => {
    expect(violations([{ path, text }]).join("\n")).toContain(`(${rule})`);
  });

  test("finds a cycle through another file, also of types", () => {
    const a = { path: "src/kernel/a.ts", text: `import "./b.ts";` };
    const b = { path: "src/kernel/b.ts", text: `export { a } from "./a.ts"; f();` };
    expect(violations([a, b])).toEqual([
      "src/kernel/a.ts: is in an import cycle: src/kernel/a.ts > src/kernel/b.ts > src/kernel/a.ts (cycles)",
      "src/kernel/b.ts: is in an import cycle: src/kernel/b.ts > src/kernel/a.ts > src/kernel/b.ts (cycles)",
    ]);
    expect(violations([a, { ...b, text: `import type { A } from "./a.ts";` }])).toHaveLength(2);
    const loop = { path: "src/kernel/loop.ts", text: `import "./task.ts";` };
    expect(violations([loop, { path: "src/kernel/task.ts", text: `import "./loop.ts";` }])).toEqual([]);
  });

  test("finds two files of one name", () => {
    const files = ["src/run.ts", "src/kernel/run.ts"].map((path) => ({ path, text: "" }));
    expect(violations(files).join()).toContain("src/run.ts: has the name of src/kernel/run.ts (names)");
  });

  test("accepts what is allowed", () => {
    expect(
      violations([
        { path: "src/index.ts", text: `export { run } from "./run.ts"; export type { Run } from "./run.ts";` },
        {
          path: "src/run.ts",
          text: `import "#platform"; import "./in-caller/client.ts"; import "./kernel/task.ts"; f();`,
        },
        {
          path: "src/kernel/task.ts",
          text: `/* a Promise */ import "../errors.ts"; f("that is a Promise, not a Worker");`,
        },
        {
          path: "src/in-caller/client.ts",
          text: `import type { Platform } from "../platform/platform.ts"; new Promise(f);`,
        },
        { path: "src/wire/bell.ts", text: `Atomics.wait(a, 0, 0);` },
        { path: "src/platform/web/mailbox.ts", text: `Atomics.load(a, 0);` },
        {
          path: "src/platform/node/node-caller.ts",
          text: `import "node:worker_threads"; import { Bell } from "../../wire/bell.ts";`,
        },
        { path: "test/scenarios/a.test.ts", text: `import "miniasync"; import "node:fs"; Atomics.wait(a, 0, 0);` },
      ]),
    ).toEqual([]);
  });
});

function sourcesIn(folder: string): Source[] {
  const root = new URL(`../${folder}/`, import.meta.url);
  const entries = listing(root).filter((name) => /\.[cm]?[jt]s$/.test(name));
  return entries.map((name) => ({ path: `${folder}/${name}`, text: readFileSync(new URL(name, root), "utf8") }));
}

/** The files of a folder, but for packages: test/libraries has very many of them. */
function listing(folder: URL, path = ""): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return `${path}${entry.name}`;
    if (entry.name === "node_modules") return [];
    return listing(new URL(`${entry.name}/`, folder), `${path}${entry.name}/`);
  });
}
