// No DeadlockError while something may still wake a coroutine.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

/** A run of what `make` gives must give "ended". */
const goesOn = (what, make) =>
  scenario(`no deadlock is told while there is ${what}`, (miniasync, { remote, file }) => {
    assert.deepEqual(miniasync.run(make(miniasync, remote, file)), ["ended"]);
  });

export const goingOn = [
  goesOn("a timer of the thread", (_, { later }) => later(300, "ended")),
  goesOn("a timer of the caller", function* ({ race, sleep }, { never }) {
    yield* race([never(), sleep(300)]);
    return "ended";
  }),
  goesOn("an immediate after an immediate", ({ coroutine }) =>
    coroutine(async () => {
      for (let i = 0; i < 300; i++) await new Promise(setImmediate);
      return "ended";
    })(),
  ),
  goesOn("one microtask after the other", ({ coroutine }) =>
    coroutine(async () => {
      for (let i = 0; i < 1e5; i++) await null;
      return "ended";
    })(),
  ),
  goesOn("a large file that is read", function* ({ load }, _, file) {
    const fs = load("node:fs/promises");
    yield* fs.writeFile(file("large"), new Uint8Array(1e6));
    for (let i = 0; i < 20; i++) yield* fs.readFile(file("large"));
    return "ended";
  }),
  goesOn("a name that is looked up", function* ({ load }) {
    yield* load("node:dns/promises").lookup("localhost");
    return "ended";
  }),
  goesOn("a socket", ({ coroutine }) =>
    coroutine(async () => {
      const { createServer, connect } = await import("node:net");
      const server = createServer((socket) => setTimeout(() => socket.end("ended"), 200).unref());
      await new Promise((done) => server.listen(0, "127.0.0.1", done));
      const socket = connect(server.address().port, "127.0.0.1").setEncoding("utf8");
      socket.on("connect", () => server.close());
      return new Promise((done) => socket.on("data", done));
    })(),
  ),
  goesOn("a process that the thread has started", ({ coroutine }) =>
    coroutine(async () => {
      const { execFile } = await import("node:child_process");
      return new Promise((done) => {
        const windows = process.platform === "win32";
        const command = windows
          ? ["cmd", ["/c", "ping -n 1 127.0.0.1 > nul& echo ended"]]
          : ["sh", ["-c", "sleep 0.1; echo ended"]];
        execFile(...command, (_, output) => done(output.trim()));
      });
    })(),
  ),
  goesOn("work in the thread pool", ({ coroutine }) =>
    coroutine(async () => {
      const { pbkdf2 } = await import("node:crypto");
      await new Promise((done) => pbkdf2("a", "b", 100_000, 64, "sha512", done));
      return "ended";
    })(),
  ),
  goesOn("a worker of the thread", ({ coroutine }) =>
    coroutine(async (fixture) => {
      const { Worker } = await import("node:worker_threads");
      return new Promise((done) => new Worker(new URL(fixture)).on("message", done));
    })(new URL("../fixtures/answers-late.mjs", import.meta.url).href),
  ),
  goesOn("a module that waits while it loads", ({ load }) =>
    load("../fixtures/loads-slowly.mjs", { from: import.meta.url }).state(),
  ),
  goesOn("a compilation of WebAssembly", ({ coroutine }) =>
    coroutine(async () => {
      await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
      return "ended";
    })(),
  ),
  goesOn("a callback that takes its time", ({ coroutine, sleep }) =>
    coroutine((callback) => callback())(function* () {
      yield* sleep(200);
      return "ended";
    }),
  ),
  goesOn("a callback that calls the thread", ({ coroutine }, { later }) =>
    coroutine((callback) => callback())(function* () {
      yield* later(100);
      return "ended";
    }),
  ),
  goesOn("a call that is aborted later", function* ({ coroutine, spawn, sleep, signal }) {
    const waits = coroutine((signal) => new Promise((done) => signal.addEventListener("abort", done)));
    const task = spawn(waits(signal));
    yield* sleep(200);
    task.cancel();
    return "ended";
  }),
];

export const listener = scenario(
  "no deadlock is told while a listener may still call, in any later run of the loop",
  ({ loop, coroutine, Queue, DeadlockError }, { failure }) => {
    loop((own) => {
      const queue = new Queue();
      const listen = coroutine((callback) => {
        let n = 0;
        const timer = setInterval(() => {
          callback(++n);
          if (n === 5) clearInterval(timer);
        }, 30);
      });
      function* two() {
        return [yield* queue.get(), yield* queue.get()];
      }
      own.run(listen((n) => queue.putNowait(n)));
      assert.deepEqual(own.run(two()), [[1, 2]]);
      assert.deepEqual(own.run(queue.get(), queue.get(), queue.get()), [3, 4, 5]);
      // The interval is over: now nobody calls any more.
      assert(failure(() => own.run(queue.get())) instanceof DeadlockError);
    });
  },
);

export const idleAgainAndAgain = scenario(
  "no deadlock is told while a thread is idle again and again",
  ({ run, coroutine, spawn, signal }, { remote }) => {
    const hold = coroutine((signal) => new Promise((done) => signal.addEventListener("abort", () => done("held"))));
    function* sums() {
      const holding = spawn(hold(signal));
      let sum = 0;
      for (let i = 0; i < 200; i++) sum += yield* remote.echo(i);
      holding.cancel();
      return sum;
    }
    assert.deepEqual(run(sums()), [19_900]);
  },
);

export const unrefdTimers = [
  goesOn("an AbortSignal.timeout", ({ coroutine }) =>
    coroutine(() => {
      const signal = AbortSignal.timeout(100);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve("ended")));
    })(),
  ),
  goesOn("an unref'd timer", ({ coroutine }) =>
    coroutine(() => new Promise((resolve) => setTimeout(resolve, 100, "ended").unref()))(),
  ),
];
