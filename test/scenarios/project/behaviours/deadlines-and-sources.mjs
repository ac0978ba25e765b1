// A source that goes silent keeps nobody waiting: not after a deadline, not when it is left.
import assert from "node:assert/strict";
import { mayWarn, scenario } from "../scenario.mjs";

const options = { deadlineMs: 6000, stderr: mayWarn };

/** A source that gives one item, and then is silent for a long time. */
const silent = ({ coroutine }) =>
  coroutine(async function* () {
    yield 1;
    await new Promise((resolve) => setTimeout(resolve, 1e9));
  })();

export const eachOfASilentSource = scenario(
  "each() over a source that goes silent ends at the deadline",
  (miniasync, world) => {
    const items = [];
    miniasync.run(world.remote.echo("started"));
    const given = { timeout: 500, strays: "terminate", cancelGrace: 0 };
    const each = miniasync.each(silent(miniasync), (item) => void items.push(item));
    world.isTimeout(world.attempt(() => miniasync.run(each, given)));
    assert.deepEqual(items, [1]);
  },
  options,
);

export const eachOfASourceWithASignal = scenario(
  "each() over a source that waits for its signal ends at the deadline",
  (miniasync, world) => {
    const { run, coroutine, each, signal } = miniasync;
    const events = coroutine(async function* (signal) {
      yield 1;
      await new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        setTimeout(resolve, 1e9);
      });
    });
    const items = [];
    run(world.remote.echo("started"));
    const body = (item) => void items.push(item);
    world.isTimeout(world.attempt(() => run(each(events(signal), body), { timeout: 500 })));
    assert.deepEqual(items, [1]);
  },
  options,
);

export const eachInALoopThatCloses = scenario(
  "a loop closes while each() in it waits for a source that went silent",
  (miniasync, { attempt, remote }) => {
    const { loop, each, sleep, run } = miniasync;
    const items = [];
    const { error, ms } = attempt(() =>
      loop((own) => {
        own.spawn(each(silent(miniasync), (item) => void items.push(item)));
        own.run(sleep(500));
      }),
    );
    assert.equal(error, undefined);
    assert(ms < 4000, `it took ${Math.round(ms)} ms`);
    assert.deepEqual(items, [1]);
    assert.deepEqual(run(remote.echo("next")), ["next"]);
  },
  options,
);

export const iterateIsLeft = scenario(
  "iterate() over a source that does not close is left by break at once",
  ({ coroutine, iterate }, { attempt }) => {
    const output = coroutine(async () => {
      const { spawn } = await import("node:child_process");
      const windows = process.platform === "win32";
      const command = windows
        ? ["cmd", ["/c", "echo one& ping -n 1000 127.0.0.1 > nul"]]
        : ["sh", ["-c", "echo one; sleep 1000"]];
      return spawn(...command).stdout;
    });
    const chunks = [];
    const { ms } = attempt(() => {
      for (const chunk of iterate(output())) {
        chunks.push(String(chunk).trim());
        break;
      }
    });
    assert.deepEqual(chunks, ["one"]);
    assert(ms < 4000, `it took ${Math.round(ms)} ms`);
  },
  options,
);
