import { describe, expect, test } from "vitest";
import { allProcesses } from "../../scripts/run-process.mjs";
import { runChild } from "./child.ts";

const block = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";

describe("runChild()", () => {
  test("gives the output, the exit code and the time of a program", async () => {
    const child = await runChild(`console.log(process.argv[2]); console.error("oops"); process.exit(3);`, {
      args: ["hello"],
    });
    expect(child).toMatchObject({ stdout: "hello\n", stderr: "oops\n", code: 3, signal: null, timedOut: false });
    expect(child.ms).toBeGreaterThan(0);
  });

  test("passes flags and environment, and runs CommonJS", async () => {
    const source = "console.log(typeof gc, process.env.COLOUR, typeof require)";
    const child = await runChild(source, {
      nodeFlags: ["--expose-gc"],
      env: { COLOUR: "red" },
      extension: "cjs",
    });
    expect(child.stdout).toBe("function red function\n");
  });

  test("runs a file", async () => {
    expect(await runChild("/does/not/exist.mjs")).toMatchObject({ code: 1, timedOut: false });
  });

  test("kills a program whose thread is blocked for ever", async () => {
    const child = await runChild(`console.log("started"); ${block}`, { deadlineMs: 500 });
    expect(child).toMatchObject({ stdout: "started\n", code: null, signal: "SIGKILL", timedOut: true });
  });

  test.each([
    ["in the same group", false],
    ["in a group of its own", true],
  ])("kills a blocked grandchild too, %s", async (_, detached) => {
    const child = await runChild(
      `import { spawn } from "node:child_process";
       const grandchild = spawn(process.execPath, ["-e", ${JSON.stringify(block)}], { detached: ${detached}, stdio: "inherit" });
       console.log(grandchild.pid);
       ${block}`,
      { deadlineMs: 700 },
    );
    expect(child.timedOut).toBe(true);
    expect(Number(child.stdout)).toBeGreaterThan(0);
    await expect.poll(() => isAlive(Number(child.stdout))).toBe(false);
  });

  test("does not wait for what a program leaves behind, and kills it", async () => {
    const child = await runChild(
      `import { spawn } from "node:child_process";
       const grandchild = spawn(process.execPath, ["-e", ${JSON.stringify(block)}], { stdio: "inherit" });
       console.log(grandchild.pid);
       grandchild.unref();`,
    );
    expect(child).toMatchObject({ code: 0, timedOut: false });
    await expect.poll(() => isAlive(Number(child.stdout))).toBe(false);
  });
});

/** A killed process whose parent is gone may stay listed as a zombie for as long as its new parent likes. */
function isAlive(pid: number): boolean {
  return allProcesses().some((found) => found.pid === pid && !found.state.startsWith("Z"));
}
