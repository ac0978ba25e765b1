// Output as its reader sees it come, while the process goes on. What holds of it afterwards is in project/behaviours/output.mjs.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { killTree } from "../../scripts/run-process.mjs";

/** A program of project/fixtures/ that runs, until it is disposed of. */
class Running {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  #seen = "";

  constructor(name: string) {
    const file = `${import.meta.dirname}/project/fixtures/${name}.mjs`;
    this.child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    this.child.stdout.on("data", (data) => {
      this.#seen += data;
    });
  }

  /** Its output, once it has `text` in it. */
  async until(text: string): Promise<string> {
    await expect.poll(() => this.#seen, { timeout: 8000, interval: 10 }).toContain(text);
    return this.#seen;
  }

  [Symbol.dispose](): void {
    if (this.child.pid !== undefined) killTree(this.child.pid);
  }
}

describe("while the caller is blocked", () => {
  test.each([
    ["waits", "prints-and-waits"],
    ["hangs", "prints-and-spins"],
    ["is busy itself", "prints-while-its-caller-spins"],
  ])("output is there at once: it %s", async (_, name) => {
    using running = new Running(name);
    expect(await running.until("hello\n")).toBe("hello\n");
    expect(running.child.exitCode).toBeNull();
  });
});

describe("a full pipe with a slow reader", () => {
  test("loses and reorders nothing", async () => {
    using running = new Running("prints-more-than-a-pipe-holds");
    running.child.stdout.pause();
    await new Promise((resolve) => setTimeout(resolve, 400));
    running.child.stdout.resume();
    const text = await running.until("end\n");
    const numbers = text
      .split("\n")
      .slice(0, -2)
      .map((line) => Number(line.split(" ")[1]));
    expect(numbers).toEqual(Array.from({ length: 4100 }, (_, i) => i));
  });

  test("whose reader goes away ends nothing but the output", async () => {
    using running = new Running("prints-to-nobody");
    running.child.stdout.destroy();
    expect(await new Promise((resolve) => running.child.on("exit", resolve))).toBe(42);
  });
});
