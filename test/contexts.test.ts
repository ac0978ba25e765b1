// Whose context is seen, with real threads. In processes of their own, as what a runner has done with contexts before would help.
import { describe, expect, test } from "vitest";
import { runChild } from "./support/child.ts";

const imports = `
import { AsyncLocalStorage } from "node:async_hooks";
import { coroutine, gather, loop, run, runAsync, sleep, spawn } from "miniasync";
const user = new AsyncLocalStorage();
const who = () => user.getStore() ?? "nobody";
const remote = coroutine(async (value) => value);
`;

async function output(program: string): Promise<string[]> {
  const { stdout, stderr, code } = await runChild(imports + program);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout.trim().split("\n");
}

describe("contexts", () => {
  test("of runs under runAsync are never another one's, after calls of the thread neither", async () => {
    const lines = await output(`
      function* request() {
        const seen = [who()];
        for (let i = 0; i < 3; i++) {
          yield* remote(i);
          seen.push(who());
          yield* sleep(i);
          seen.push(who());
        }
        return [...new Set(seen)].join();
      }
      const users = ["alice", "bob", "carol"];
      const answers = await Promise.all(users.map((name) => user.run(name, () => runAsync(request()))));
      console.log(answers.flat().join(" "), who());
      console.log(...(await runAsync(request())));
    `);
    expect(lines).toEqual(["alice bob carol nobody", "nobody"]);
  });

  test("may be entered for the first time in one of several tasks, and reach nobody else", async () => {
    const lines = await output(`
      function* entering() { user.enterWith("A"); yield* sleep(1); yield* remote(1); return who(); }
      function* other() { const before = who(); yield* sleep(0); const between = who(); yield* sleep(2); return [before, between, who()].join(); }
      run((function* () {
        console.log(...(yield* gather([other(), entering(), other()])), who());
      })());
      console.log(who());
    `);
    expect(lines).toEqual(["nobody,nobody,nobody A nobody,nobody,nobody nobody", "nobody"]);
  });

  test("may be run in for the first time when a task is made", async () => {
    const lines = await output(
      `
      function* telling() { const before = who(); yield* sleep(1); return [before, who()].join(); }
      run((function* () {
        const [task, still] = user.run("B", () => [spawn(telling()), who()]);
        console.log(yield* task, still, who());
      })());
      const l = loop();
      const background = user.run("C", () => l.spawn(telling()));
      console.log(...l.run(background), who());
      l.close();
    `,
    );
    expect(lines).toEqual(["B,B B nobody", "C,C nobody"]);
  });

  test("of callbacks are those of the call that they were passed to", async () => {
    const lines = await output(`
      const twice = coroutine(async (callback, ms) => {
        const first = await callback();
        await new Promise((resolve) => setTimeout(resolve, ms));
        return [first, await callback()].join();
      });
      function* both(name) {
        user.enterWith(name);
        return yield* gather([twice(() => who(), 10), twice(function* () { const before = who(); yield* sleep(1); return before + who(); }, 5)]);
      }
      console.log(...run(both("A"), both("B")).flat(), who());
      const answers = await Promise.all(["x", "y"].map((name) => user.run(name, () => runAsync(both(name)))));
      console.log(...answers.flat(2), who());
    `);
    expect(lines).toEqual(["A,A AA,AA B,B BB,BB nobody", "x,x xx,xx y,y yy,yy nobody"]);
  });

  test("of a call that blocks are those of its caller", async () => {
    const lines = await output(`
      user.run("dave", () => run((function* () {
        yield* remote(1);
        console.log(who());
        user.enterWith("erin");
        yield* remote(1);
        console.log(who(), run((function* () { yield* remote(1); return who(); })())[0]);
      })()));
      console.log(who());
    `);
    expect(lines).toEqual(["dave", "erin erin", "nobody"]);
  });
});
