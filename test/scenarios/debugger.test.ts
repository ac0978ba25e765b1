// Breakpoints in the thread, by a program that talks to the inspector of Node.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

const program = `import { run, coroutine, load } from "miniasync";

const double = coroutine(async function double(n) {
  const twice = n * 2;
  return twice;
});

const module = load("./module.mjs", { from: import.meta.url });
console.log(run(double(21), module.triple(3)));
`;

const module = `export async function triple(n) {
  const thrice = n * 3;
  return thrice;
}
`;

test("a debugger stops in the thread, at the lines of the files that the user knows, while the caller is blocked", async () => {
  mkdirSync(`${import.meta.dirname}/../../.tmp`, { recursive: true });
  const folder = mkdtempSync(`${import.meta.dirname}/../../.tmp/debugger-`);
  try {
    writeFileSync(`${folder}/program.mjs`, program);
    writeFileSync(`${folder}/module.mjs`, module);
    const urlOf = (name: string) => pathToFileURL(`${folder}/${name}`).href;
    const { stdout, stderr } = await runChild(new URL("project/fixtures/debugger-client.mjs", import.meta.url), {
      nodeFlags: process.versions.node.startsWith("20.") ? ["--experimental-websocket"] : [],
      args: [`${folder}/program.mjs`, `${urlOf("program.mjs")}:4`, `${urlOf("module.mjs")}:2`],
    });
    expect(JSON.parse(stdout || stderr)).toEqual({
      paused: [
        { functionName: "double", url: urlOf("program.mjs"), line: 4, n: 21 },
        { functionName: "triple", url: urlOf("module.mjs"), line: 2, n: 3 },
      ],
      output: "[ 42, 9 ]\n",
      code: 0,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
