// Many calls at once, and many in turn.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

export const callsOverlap = scenario("calls overlap: two that wait for each other", ({ run, load }) => {
  const local = load("../fixtures/local-module.mjs", { from: import.meta.url });
  assert.deepEqual(run(local.meet("a"), local.meet("b")), ["b", "a"]);
});

export const fetchIsAborted = scenario(
  "fetch in the thread, of a server in another process; a deadline aborts it",
  ({ run, coroutine, signal, TimeoutError }, { server, failure }) => {
    const text = coroutine(async (url, options) => (await fetch(url, options)).text());
    // The server answers when both are there.
    assert.deepEqual(run(text(`${server}/meet?a`), text(`${server}/meet?b`)), ["2 together", "2 together"]);
    const aborted = () => Number(run(text(`${server}/aborted`))[0]);
    const before = aborted();
    assert(failure(() => run(text(`${server}/never`, { signal }), { timeout: 100 })) instanceof TimeoutError);
    for (let i = 0; aborted() === before; i++) assert(i < 100, "the server still waits for the request");
  },
);

export const manyCalls = scenario("a thousand calls in one run, ten thousand in turn", ({ run, coroutine }) => {
  const add = coroutine(async (a, b) => a + b);
  assert.equal(run(...Array.from({ length: 1000 }, (_, i) => add(i, 1))).at(-1), 1000);
  function* many() {
    let sum = 0;
    for (let i = 0; i < 10_000; i++) sum = yield* add(sum, 1);
    return sum;
  }
  assert.deepEqual(run(many()), [10_000]);
});

export const thenables = scenario("a call that gives a thenable gives what that resolves to", ({ run, coroutine }) => {
  const plain = coroutine(() => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the point
    then(resolve) {
      resolve(5);
    },
  }));
  const async = coroutine(async () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the point
    then(resolve) {
      resolve(6);
    },
  }));
  assert.deepEqual(run(plain(), async()), [5, 6]);
});

export const abandonedCallsCostNothing = scenario(
  "calls that were given up and never settle make no later call slower",
  ({ run }, { failure, remote }) => {
    const microseconds = () => {
      const began = performance.now();
      for (let i = 0; i < 1000; i++) run(remote.echo(i));
      return performance.now() - began;
    };
    const best = () => Math.min(...Array.from({ length: 12 }, microseconds));
    best();
    const before = best();
    for (let i = 0; i < 12; i++) failure(() => run(remote.never()));
    const after = best();
    assert(after < 2.5 * before, `${Math.round(before)} us a call before, ${Math.round(after)} us afterwards`);
  },
  {
    absent: {
      deno: "While a call is pending, a thread of Deno is asked every 10 ms whether it has something to do, which takes its time.",
    },
  },
);
