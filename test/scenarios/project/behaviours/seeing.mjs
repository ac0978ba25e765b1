// Others see what goes on: the channels of the runtime, reports and lines on stderr, a timeline. More of it, on Node: seeing.test.ts.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { channel, subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import { mkdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { scenario } from "../scenario.mjs";

const reported = (/** @type {string} */ waits) =>
  new RegExp(
    `miniasync: run\\(\\) has blocked this thread for \\d\\.\\d s\n(?: +at .*\n)* +at .*seeing\\.mjs.*\n(?: +at .*\n)*${waits}`,
  );

export const slowCall = scenario(
  "seeing: a call alone that takes long is reported",
  ({ run }, { remote }) => {
    run(remote.later(700));
  },
  {
    env: { MINIASYNC_SLOW: "300" },
    stderr: reported(" {2}1 task waits:\n {2}Task-1\n {4}at .*\\(\\) in the thread\n"),
  },
);

export const slowRun = scenario(
  "seeing: a run without a thread that takes long is reported, with the stacks of its tasks",
  ({ run, sleep }) => {
    function* waiting() {
      yield* sleep(700);
    }
    run(waiting(), sleep(600));
  },
  {
    env: { MINIASYNC_SLOW: "300" },
    stderr: reported(
      " {2}2 tasks wait:\n {2}Task-1\n {4}at sleep\\(\\)\n {4}at waiting .*\n {2}Task-2\n {4}at sleep\\(\\)\n",
    ),
  },
);

export const quickRun = scenario(
  "seeing: a program that is not asked says nothing",
  ({ run, sleep }, { remote }) => {
    run(remote.later(300), sleep(300));
  },
  { stderr: "" },
);

export const lines = scenario(
  "seeing: NODE_DEBUG=miniasync writes lines of runs and calls",
  ({ run }, { remote }) => {
    run(remote.echo(1));
  },
  {
    env: { NODE_DEBUG: "miniasync" },
    stderr:
      /^MINIASYNC \d+: run\(\) in thread \d+ at .*seeing\.mjs.*\nMINIASYNC \d+: (\S+ of Task-1 in thread \d+)\nMINIASYNC \d+: \1 ended after [\d.]+ ms\nMINIASYNC \d+: run\(\) in thread \d+ ended after [\d.]+ ms\n/,
  },
);

const names = ["start", "end", "asyncStart", "asyncEnd", "error"];

export const channels = scenario(
  "seeing: the tracing channels tell of runs and calls, and of nothing that is sent",
  ({ run, coroutine }, { remote, failure }) => {
    const events = [];
    const contexts = new Set();
    const handlers = (/** @type {string} */ of) =>
      Object.fromEntries(
        names.map((name) => [name, (context) => contexts.add(context) && events.push(`${of} ${name} ${context.task}`)]),
      );
    tracingChannel("miniasync.run").subscribe(handlers("run"));
    tracingChannel("miniasync.call").subscribe(handlers("call"));
    run(remote.echo("sent"));
    assert.deepEqual(events.splice(0), [
      "run start undefined",
      "call start Task-1",
      "call end Task-1",
      "call asyncStart Task-1",
      "call asyncEnd Task-1",
      "run end undefined",
    ]);
    const fails = coroutine(() => {
      throw new RangeError("no");
    });
    failure(() => run(fails()));
    assert.deepEqual(
      events.filter((event) => event.includes("error")),
      ["call error Task-1", "run error undefined"],
    );
    assert.equal(contexts.size, 4);
    const keys = [...new Set([...contexts].flatMap(Object.keys))].sort();
    assert.deepEqual(keys, ["error", "label", "task", "thread"]);
  },
);

export const subscribers = scenario(
  "seeing: a subscriber hears the next call, whichever way it subscribes, and costs nothing once it is gone",
  ({ run }, { remote }) => {
    let heard = 0;
    const count = () => {
      heard++;
    };
    const store = new AsyncLocalStorage();
    const ways = [
      ...names
        .filter((name) => name !== "error")
        .map((name) => [
          () => subscribe(`tracing:miniasync.call:${name}`, count),
          () => unsubscribe(`tracing:miniasync.call:${name}`, count),
        ]),
      [
        () => channel("tracing:miniasync.run:end").subscribe(count),
        () => channel("tracing:miniasync.run:end").unsubscribe(count),
      ],
      [
        () => tracingChannel("miniasync.run").subscribe({ start: count }),
        () => tracingChannel("miniasync.run").unsubscribe({ start: count }),
      ],
      [
        () => channel("tracing:miniasync.call:start").bindStore(store, count),
        () => channel("tracing:miniasync.call:start").unbindStore(store),
      ],
    ];
    run(remote.echo(0));
    for (const [begin, end] of ways) {
      heard = 0;
      begin();
      run(remote.echo(1));
      assert.equal(heard, 1, String(begin));
      end();
      run(remote.echo(2));
      run(remote.echo(3));
      assert.equal(heard, 1, String(end));
    }
    // What it had put before the methods of the channels is there again, and they are as they were when somebody subscribes.
    subscribe("tracing:miniasync.run:start", count);
    assert.equal(Object.hasOwn(channel("tracing:miniasync.run:start"), "subscribe"), false);
  },
);

export const timeline = scenario(
  "seeing: miniasync/trace writes a timeline with all that has happened",
  ({ run, sleep }, { remote, file }) => {
    const folder = file("timeline");
    mkdirSync(folder);
    process.chdir(folder);
    run(
      (function* () {
        yield* remote.later(20);
        yield* sleep(10);
      })(),
    );
    const events = JSON.parse(`${readFileSync("miniasync.trace.json", "utf8")}]`);
    const slices = events.filter(({ ph }) => ph === "B").map(({ cat, name }) => `${cat} ${name}`);
    assert.deepEqual(slices.slice(0, 3), ["run run()", "task Task-1", "turn Task-1"]);
    assert.match(slices[3], /^call \S+\(\)$/);
    assert.match(slices[4], /^wait \S+\(\) in the thread$/);
    assert.deepEqual(slices.slice(5), ["turn Task-1", "wait sleep()", "turn Task-1"]);
    assert.match(events.find(({ cat }) => cat === "run").args.at, /seeing\.mjs/);
  },
  { prepare: () => import("miniasync/trace") },
);
