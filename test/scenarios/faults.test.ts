// The thread is killed at every message boundary while its caller waits: nothing hangs, and nothing is lost without an error.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectEnded, scenario } from "../support/scenario.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "miniasync-faults-"));
  // Loaded into the thread before anything else: kills it without a word before or after its nth message, and counts them.
  writeFileSync(
    `${folder}/killer.mjs`,
    `import { MessagePort, workerData } from "node:worker_threads";
     const [at, when] = process.env.KILL.split(":");
     const post = MessagePort.prototype.postMessage;
     let sent = 0;
     MessagePort.prototype.postMessage = function (message, transfer) {
       const last = ++sent === Number(at);
       if (last && when === "before") process.reallyExit(9);
       post.call(this, message, transfer);
       if (last && when === "after") process.reallyExit(9);
       if (last && when === "spin") for (;;);
     };`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Calls of every kind; each gives its result, or the name of its error. */
const calls = `
  const outcome = (coroutine) => (function* () {
    try { return yield* coroutine() } catch (error) { return error.name; }
  })();
  const make = coroutine(() => new (class Thing {
    hello() { return "hello" }
    get property() { return "property" }
    *[Symbol.iterator]() { yield 1; yield 2; }
  })());
  const work = () => [
    outcome(() => echo("echo")),
    outcome(() => later(10, "later")),
    outcome(() => coroutine((callback) => callback(20) + 1)((value) => value + 1)),
    outcome(() => coroutine(async (callback) => (await callback(30)) + 1)(function* (value) { yield* sleep(1); return value + 1; })),
    outcome(function* () {
      const thing = yield* make();
      return [yield* thing.hello(), thing.property];
    }),
    outcome(() => coroutine(() => { throw new RangeError("remote") })()),
  ];
  const expected = ["echo", "later", 22, 32, ["hello", "property"], "RangeError"];
  const isRight = (value, i) => value === "ThreadExitedError" || JSON.stringify(value) === JSON.stringify(expected[i]);
`;

interface Fault {
  readonly at: number;
  /** Calls whose outcome is neither right nor ThreadExitedError. */
  readonly wrong: readonly unknown[];
  readonly lost: number;
  readonly next: unknown;
  readonly ms: number;
}

describe("the thread is killed", () => {
  test.each(["before", "after"])("%s each of its own messages", { timeout: 60_000 }, async (when) => {
    const result = await scenario(
      `${calls}
       const faults = [];
       for (let at = 1; at <= 40; at++) {
         const began = performance.now();
         const outcomes = loop((own) => own.run(...work()), {
           thread: { env: { ...process.env, KILL: at + ":${when}" }, imports: ["${folder}/killer.mjs"] },
         });
         const lost = outcomes.filter((value) => value === "ThreadExitedError").length;
         faults.push({ at, lost, wrong: outcomes.filter((value, i) => !isRight(value, i)), ms: performance.now() - began });
         if (lost === 0) break; // More messages than are sent.
       }
       attempt(() => faults);
       attempt(() => run(echo("next")));`,
      { deadlineMs: 50_000 },
    );
    expectEnded(result, 2);
    const faults = result.attempts[0]!.value as Fault[];
    // There are more boundaries than calls, and they have all been tried: in the last round nothing was left to kill.
    expect(faults.length).toBeGreaterThan(8);
    expect(faults.at(-1)!.lost).toBe(0);
    for (const fault of faults.slice(0, -1)) expect(fault.lost, `at message ${fault.at}`).toBeGreaterThan(0);
    expect(faults.flatMap(({ wrong }) => wrong)).toEqual([]);
    for (const { ms, at } of faults) expect(ms, `at message ${at}`).toBeLessThan(3000);
    expect(result.attempts[1]).toMatchObject({ value: ["next"] });
  });

  test("after the answer: the answer counts", async () => {
    // The first message says that the thread is ready, the second is the answer.
    const result = await scenario(
      `loop((own) => {
         attempt(() => own.run(echo("answered")));
       }, { thread: { env: { ...process.env, KILL: "2:after" }, imports: ["${folder}/killer.mjs"] } });`,
    );
    expectEnded(result, 1);
    expect(result.attempts[0]).toMatchObject({ value: ["answered"] });
  });

  test("or spins after each of its messages: the deadline holds", { timeout: 60_000 }, async () => {
    const result = await scenario(
      `${calls}
       const rounds = [];
       for (let at = 1; at <= 8; at++) {
         const began = performance.now();
         let name;
         try {
           loop((own) => name = own.run(...work(), { timeout: 250, cancelGrace: 20 }) && "ended", {
             thread: { env: { ...process.env, KILL: at + ":spin" }, imports: ["${folder}/killer.mjs"] },
           });
         } catch (error) { name = error.name }
         rounds.push({ name, ms: performance.now() - began });
       }
       attempt(() => rounds);`,
      { deadlineMs: 50_000 },
    );
    expectEnded(result, 1);
    const rounds = result.attempts[0]!.value as { name: string; ms: number }[];
    expect(rounds).toHaveLength(8);
    for (const { name, ms } of rounds) {
      expect(["TimeoutError", "ended"]).toContain(name);
      expect(ms).toBeLessThan(3000);
    }
  });

  test("by its caller before and after each message that it sends or receives", { timeout: 60_000 }, async () => {
    const result = await scenario(
      `import workerThreads from "node:worker_threads";
       import { syncBuiltinESMExports } from "node:module";
       ${calls}
       // Every message of the caller goes through one of these two.
       const { Worker: RealWorker, MessagePort, receiveMessageOnPort } = workerThreads;
       let worker;
       let boundaries = 0;
       let started = false;
       let at = 0;
       const boundary = () => {
         // Killed before its first word, a thread is only missed when its time to start is over: see vitals.test.ts.
         if (!started || ++boundaries !== at) return;
         worker.terminate();
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
       };
       workerThreads.Worker = class extends RealWorker { constructor(...args) { super(...args); worker = this; } };
       workerThreads.receiveMessageOnPort = (port) => {
         boundary();
         const received = receiveMessageOnPort(port);
         if (received !== undefined) { started = true; boundary(); }
         return received;
       };
       const post = MessagePort.prototype.postMessage;
       MessagePort.prototype.postMessage = function (message, transfer) {
         boundary();
         const sent = post.call(this, message, transfer);
         boundary();
         return sent;
       };
       syncBuiltinESMExports();
       const faults = [];
       for (at = 1; at <= 60; at += 2) {
         const began = performance.now();
         boundaries = 0;
         started = false;
         const outcomes = loop((own) => own.run(...work()));
         faults.push({
           at,
           lost: outcomes.filter((value) => value === "ThreadExitedError").length,
           wrong: outcomes.filter((value, i) => !isRight(value, i)),
           ms: performance.now() - began,
         });
         if (boundaries < at) break;
       }
       at = 0;
       attempt(() => faults);
       attempt(() => run(echo("next")));`,
      { deadlineMs: 50_000 },
    );
    expectEnded(result, 2);
    const faults = result.attempts[0]!.value as Fault[];
    expect(faults.length).toBeGreaterThan(10);
    expect(faults.filter(({ lost }) => lost > 0).length).toBeGreaterThan(5);
    expect(faults.flatMap(({ wrong }) => wrong)).toEqual([]);
    for (const { ms, at } of faults) expect(ms, `at boundary ${at}`).toBeLessThan(3000);
    expect(result.attempts[1]).toMatchObject({ value: ["next"] });
  });
});
