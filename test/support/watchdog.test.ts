import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runProcess } from "../../scripts/run-process.mjs";

test("a test that blocks its thread is killed and named, and the other files are run", async () => {
  mkdirSync("test/scenarios", { recursive: true });
  const folder = mkdtempSync("test/scenarios/watchdog-");
  try {
    const header = `import { test } from "vitest";\n`;
    writeFileSync(`${folder}/fine.test.ts`, `${header}test("ends", () => {});`);
    writeFileSync(
      `${folder}/blocked.test.ts`,
      `${header}test("hangs", () => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); });`,
    );
    const { code, stdout, stderr } = await runProcess(
      process.execPath,
      ["node_modules/vitest/vitest.mjs", "run", folder],
      {
        deadlineMs: 20_000,
        env: { ...process.env, MINIASYNC_HANG_MS: "1000", NO_COLOR: "1" },
      },
    );
    expect(stderr).toContain("blocked.test.ts > hangs");
    expect(stdout).toMatch(/✓.*fine\.test\.ts/);
    expect(code).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
