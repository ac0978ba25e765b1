// Ctrl-C in a real terminal, and what becomes of the process. That runs end by it, and how, is in project/behaviours/interrupts.mjs.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runChild } from "../support/child.ts";
import { ctrlC, inTerminal } from "../support/terminal.ts";

const root = `${import.meta.dirname}/../..`;
const node = JSON.stringify(process.execPath);
let folder: string;
beforeAll(() => {
  mkdirSync(`${root}/.tmp`, { recursive: true });
  folder = mkdtempSync(`${root}/.tmp/interrupts-`);
  writeFileSync(`${folder}/waits.mjs`, waits);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const waits = `
  import { run, sleep } from "miniasync";
  function* work() {
    try {
      yield* sleep(60_000);
    } finally {
      console.log("cleaning up");
      yield* sleep(Number(process.argv[2] ?? 50));
      console.log("clean");
    }
  }
  console.log("begin");
  run(work());
  console.log("not reached");
`;

// Others have no such program, or one with other flags. The signals themselves are tested there, too: see below.
describe.skipIf(process.platform !== "linux").concurrent("Ctrl-C in a terminal", () => {
  test("ends a script: it cleans up, and its shell is told of SIGINT", async () => {
    const { screen, code } = await inTerminal(`${node} waits.mjs`, [["begin", ctrlC]], { cwd: folder });
    expect(screen).toBe("begin\n^Ccleaning up\nclean\n");
    expect(code).toBe(130);
  });

  test("a second one ends it at once", async () => {
    const steps = [["begin", ctrlC] as const, ["cleaning up", ctrlC] as const];
    const { screen, code } = await inTerminal(`${node} waits.mjs 1900`, steps, { cwd: folder });
    expect(screen).toBe("begin\n^Ccleaning up\n^C");
    expect(code).toBe(130);
  });

  test("a third one ends it when a handler blocks", async () => {
    writeFileSync(
      `${folder}/saves.mjs`,
      `process.on("SIGINT", () => {
        console.log("saving");
        run(sleep(60_000));
      });
      ${waits}`,
    );
    const steps = ["begin", "cleaning up", "saving"].map((text) => [text, ctrlC] as const);
    const { screen, code } = await inTerminal(`${node} saves.mjs 1900`, steps, { cwd: folder });
    expect(screen).toBe("begin\n^Ccleaning up\n^Csaving\n^C");
    expect(code).toBe(130);
  });

  test.each(["bash", "sh"])("ends a loop of %s, too", async (shell) => {
    const command = `${shell} -c 'for i in 1 2 3; do ${node} waits.mjs; done; echo after'`;
    const { screen, code } = await inTerminal(command, [["begin", ctrlC]], { cwd: folder });
    expect(screen).toBe("begin\n^Ccleaning up\nclean\n");
    expect(code).toBe(130);
  });

  test("ends a program under npx", async () => {
    const bin = `${folder}/npx/node_modules/.bin`;
    mkdirSync(bin, { recursive: true });
    writeFileSync(`${folder}/npx/package.json`, "{}");
    writeFileSync(`${bin}/waits`, `#!/usr/bin/env node\nimport(${JSON.stringify(`${folder}/waits.mjs`)});\n`);
    chmodSync(`${bin}/waits`, 0o755);
    const { screen, code } = await inTerminal("npx --no-install waits", [["begin", ctrlC]], { cwd: `${folder}/npx` });
    expect(screen).toMatch(/begin\n\^Ccleaning up\nclean\n$/);
    expect(code).toBe(130);
  });

  test("ends an evaluation of the REPL, which goes on; by force where it computes, or the second time", async () => {
    const define = `const m = require("miniasync"); const w = function* () { try { yield* m.sleep(60000) } finally { console.log("clean" + "ing"); yield* m.sleep(1900) } }; console.log("lo" + "aded")\n`;
    const run = `console.log("be" + "gin"); m.run(w())\n`;
    const { screen, code } = await inTerminal(node, [
      ["> ", define],
      ["loaded", run],
      ["begin", ctrlC],
      ["MINIASYNC_INTERRUPTED", run],
      ["begin", ctrlC],
      ["cleaning", ctrlC],
      ["ERR_SCRIPT_EXECUTION_INTERRUPTED", `m.run(m.sleep(5, "f" + "ine"))\n`],
      ["fine", ".exit\n"],
    ]);
    expect(screen).toMatch(/\^Ccleaning\nUncaught.*\nInterruptedError: /);
    expect(code).toBe(0);
  });
});

/** A program that gets a real SIGINT while it is blocked: a time in which the whole machine stood still does not count. */
async function interrupted(before: string, body: string) {
  const { code, signal, stdout, stderr } = await runChild(`
    import { run, sleep, coroutine } from "miniasync";
    run(coroutine(() => {
      let ticks = 0;
      const timer = setInterval(() => {
        if (++ticks < 30) return;
        clearInterval(timer);
        process.kill(process.pid, "SIGINT");
      }, 5);
    })());
    ${before}
    ${body}`);
  return { ended: signal ?? code, stdout, stderr };
}

// Windows has no signals: process.kill() ends the process there.
describe.skipIf(process.platform === "win32").concurrent("an InterruptedError that nobody catches", () => {
  const waits = "run(sleep(60_000)); console.log('not reached');";

  test("ends the process as SIGINT does, without a word", async () => {
    expect(await interrupted("", waits)).toEqual({ ended: "SIGINT", stdout: "", stderr: "" });
  });

  test.each([
    ["of an async function", `await (async () => { ${waits} })();`],
    ["of a promise that nobody has waited for", `void (async () => { ${waits} })(); setTimeout(() => {}, 5_000);`],
    ["of a timer", `setTimeout(() => { ${waits} }, 1);`],
  ])("also as the error %s", async (_, body) => {
    expect(await interrupted("", body)).toEqual({ ended: "SIGINT", stdout: "", stderr: "" });
  });

  test("leaves it to a handler when the process ends", async () => {
    const handler = `process.on("SIGINT", () => setTimeout(() => { console.log("saved"); process.exit(3); }, 30));`;
    expect(await interrupted(handler, waits)).toEqual({ ended: 3, stdout: "saved\n", stderr: "" });
  });

  test("ends the process all the same when the handler does not", async () => {
    const handler = `process.on("SIGINT", (...args) => console.log(...args));`;
    expect(await interrupted(handler, waits)).toEqual({ ended: "SIGINT", stdout: "SIGINT 2\n", stderr: "" });
  });

  test("lets a handler end it that does so only if it is alone, as signal-exit does", async () => {
    const handler = `
      const last = () => {
        if (process.listeners("SIGINT").length !== 1) return;
        console.log("cleaned up");
        process.removeListener("SIGINT", last);
        process.kill(process.pid, "SIGINT");
      };
      process.on("SIGINT", last);`;
    expect(await interrupted(handler, waits)).toEqual({ ended: "SIGINT", stdout: "cleaned up\n", stderr: "" });
  });

  test("is one of those whom a handler of uncaught errors is given", async () => {
    const handler = `process.on("uncaughtException", (error) => console.log(error.code));`;
    expect(await interrupted(handler, waits)).toEqual({ ended: 0, stdout: "MINIASYNC_INTERRUPTED\n", stderr: "" });
  });

  test("if it is caught, the program goes on, and other errors are printed as ever", async () => {
    const { ended, stdout, stderr } = await interrupted(
      "",
      `try { ${waits} } catch (error) { console.log(error.signal); } throw new RangeError("another");`,
    );
    expect([ended, stdout]).toEqual([1, "SIGINT\n"]);
    expect(stderr).toMatch(/RangeError: another/);
  });
});
