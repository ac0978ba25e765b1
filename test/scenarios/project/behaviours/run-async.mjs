// The same, driven by the runtime's own event loop.
import assert from "node:assert/strict";
import process from "node:process";
import { scenario } from "../scenario.mjs";

export const withoutBlocking = scenario(
  "runAsync: the same without blocking, and promises of this thread",
  async ({ runAsync, run, fromPromise, coroutine, signal, CancelledError }) => {
    const later = coroutine((milliseconds, value) => new Promise((done) => setTimeout(done, milliseconds, value)));
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 2);
    const results = await runAsync(later(40, "late"), fromPromise(Promise.resolve("promise")), later(1, "soon"));
    clearInterval(ticking);
    assert.deepEqual(results, ["late", "promise", "soon"]);
    assert(ticks > 1);
    await assert.rejects(runAsync(coroutine(() => Promise.reject(new RangeError("no")))()), RangeError);
    const stop = new AbortController();
    const waits = coroutine((signal) => new Promise((_, no) => signal.addEventListener("abort", () => no("aborted"))));
    const waiting = runAsync(waits(signal), { signal: stop.signal });
    setTimeout(() => stop.abort(new CancelledError("enough")), 20);
    await assert.rejects(waiting, /enough/);
    assert.deepEqual(run(later(1, "and blocking again")), ["and blocking again"]);
  },
);

export const threadTurnsToSomethingElse = scenario(
  "runAsync: takes in a result whose thread has turned to something else before it rang",
  async ({ runAsync, race, load }) => {
    // Both begin in the same turn, when their module has been loaded.
    const { quick, turns } = load("../fixtures/quick-and-busy.mjs", { from: import.meta.url });
    const options = { strays: "terminate", cancelGrace: 0 };
    assert.deepEqual(await runAsync(race([quick(), turns(100)]), options), ["quick"]);
  },
);

export const longSleep = scenario(
  "runAsync: a sleep of thirty days warns of nothing",
  async ({ runAsync, sleep }, { holds }) => {
    setTimeout(() => {
      holds();
      process.exit();
    }, 300);
    await runAsync(sleep(30 * 86_400_000));
  },
  { stderr: "" },
);

export const listsOfTheirOwn = scenario(
  "runAsync: the returnExceptions of one are nothing to another at the same time",
  async ({ run, runAsync, coroutine, sleep }, { remote }) => {
    class MyError extends Error {}
    const fails = coroutine(async () => {
      class MyError extends Error {}
      throw new MyError("theirs");
    });
    run(remote.echo("started"));
    const first = runAsync(sleep(300), { returnExceptions: [MyError] });
    const error = await runAsync(fails()).then(
      () => undefined,
      (error) => error,
    );
    await first;
    assert.equal(error.message, "theirs");
    assert(!(error instanceof MyError));
    const [listed] = await runAsync(fails(), { returnExceptions: [MyError] });
    assert(listed instanceof MyError);
  },
);

export const nothingElseKeepsTheProcess = scenario(
  "runAsync: a call is waited for, also when nothing else keeps the process alive and no module waits for it",
  ({ runAsync, run }, { remote }) => {
    const results = [];
    process.on("exit", () => assert.deepEqual(results, [1, 2, "later", "last"]));
    const program = async () => {
      results.push(...(await runAsync(remote.echo(1))), ...(await runAsync(remote.echo(2))));
      results.push(...(await runAsync(remote.later(300, "later"))), ...run(remote.later(100, "last")));
    };
    void program();
  },
);
