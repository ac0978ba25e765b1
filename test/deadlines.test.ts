// A deadline is a deadline, with real threads: each program is in a process of its own, and must end within its bound.
import { describe, expect, test } from "vitest";
import { runChild } from "./support/child.ts";

const imports = `
import { coroutine, each, loop, run, runAsync, sleep, spawn } from "miniasync";
process.on("warning", () => {});
const silent = coroutine(async () => new Promise((resolve) => setTimeout(resolve, 1e9)));
const events = coroutine(async function* () { yield 1; await new Promise((resolve) => setTimeout(resolve, 1e9)); });
const times = { timeout: 200, cleanupGrace: 200, cancelGrace: 0, strays: "terminate" };
const ended = (error) => console.log("ended with", error.name);
`;

describe("a run ends with its deadline and the time for cleaning up", () => {
  test.each<[what: string, program: string]>([
    [
      "each() over a source that goes silent",
      "try { run(each(events(), () => {}), times); } catch (error) { ended(error); }",
    ],
    [
      "a cleanup that calls what never answers",
      "try { run((function* () { try { yield* sleep(1e6); } finally { yield* silent(); } })(), times); } catch (error) { ended(error); }",
    ],
    [
      "a retry loop that catches everything",
      "try { run((function* () { for (;;) try { yield* silent(); } catch { yield* sleep(5); } })(), times); } catch (error) { ended(error); }",
    ],
    [
      "a run within a run that hangs, twice over",
      "try { run((function* () { run((function* () { try { run(silent(), { strays: 'terminate', cancelGrace: 0 }); } finally { yield* silent(); } })(), { cleanupGrace: 1e6 }); })(), times); } catch (error) { ended(error); }",
    ],
    [
      "a run that blocks runAsync",
      "try { await runAsync((function* () { run(silent()); })(), times); } catch (error) { ended(error); process.exit(); }",
    ],
    [
      "runAsync that cleans up for ever",
      "try { await runAsync((function* () { try { yield* sleep(1e6); } finally { yield* silent(); } })(), times); } catch (error) { ended(error); }",
    ],
    [
      "a run in a callback that comes after the deadline",
      `const later = coroutine(async (f, ms) => { await new Promise((resolve) => setTimeout(resolve, ms)); f(); });
       run(later(() => {}, 0));
       try { run(later(() => run(sleep(1e6)), 150), { timeout: 50 }); } catch (error) { ended(error); }`,
    ],
  ])("%s", async (_what, program) => {
    const { stdout, timedOut } = await runChild(imports + program, { deadlineMs: 10_000 });
    expect([stdout, timedOut]).toEqual(["ended with TimeoutError\n", false]);
  });

  test("a background consumer does not keep a loop from closing", async () => {
    const { stdout, timedOut } = await runChild(
      `${imports}
      loop((l) => { l.spawn(each(events(), () => {})); l.run(sleep(100)); }, { cleanupGrace: 100 });
      console.log("closed");`,
      { deadlineMs: 10_000 },
    );
    expect([stdout, timedOut]).toEqual(["closed\n", false]);
  });
});
