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

export const chainsOfCalls = scenario(
  "calls: what a call gives can be called before the call has run, as one request",
  ({ run, coroutine }, { failure, remote }) => {
    const request = coroutine(async (url) => fetch(url));
    const client = coroutine(() => {
      class Transaction {
        commands = [];
        set(key, value) {
          this.commands.push([key, value]);
          return this;
        }
        async exec() {
          return this.commands;
        }
      }
      return { multi: () => new Transaction(), Transaction, tools: { twice: (n) => n * 2 } };
    });
    const at = new Date(0);
    assert.deepEqual(
      run(
        request("data:,hello").text(),
        request("data:,hello").status,
        client().multi().set("a", at).set("b", [2]).exec(),
        client().tools.twice(4),
        new (client().Transaction)().set("c", 3).exec(),
      ),
      [
        "hello",
        200,
        [
          ["a", at],
          ["b", [2]],
        ],
        8,
        [["c", 3]],
      ],
    );
    const [there] = run(client());
    function* inside() {
      return yield* there.multi().set("d", 4).exec();
    }
    assert.deepEqual(run(inside(), there.multi().set("e", 5).exec()), [[["d", 4]], [["e", 5]]]);

    // A promise that has methods of its own, as got gives them.
    const got = coroutine(() => Object.assign(Promise.resolve("body"), { json: async () => ({ of: "json" }) }));
    assert.deepEqual(run(got(), got().json(), got().length), ["body", { of: "json" }, 4]);
    assert.deepEqual(run(coroutine(() => new URLSearchParams("a=1"))().toString()), ["a=1"]);

    assert.match(
      failure(() => run(request("data:,x").jsn())).message,
      /Cannot call jsn\(\) .*: a Response has no such function/,
    );
    const used = there.multi();
    run(used);
    assert.match(failure(() => used.exec()).message, /the call has run; use what it gave/);
    assert.deepEqual(run(remote.echo("next")), ["next"]);
  },
);

export const callsThatHaveNotRun = scenario(
  "calls: one that has not run is no value: JSON, a test's matcher, and what it gives refuse it, and say how to run it",
  ({ coroutine }, { failure }) => {
    const save = coroutine(async (n) => ({ n }));
    for (const body of [
      () => JSON.stringify({ r: save(5) }),
      () => JSON.stringify({ r: save(5).n }),
      () => `${save(5).n}`,
      () => save(5).asymmetricMatch,
    ])
      assert.match(failure(body).message, /has not run; .*(yield\*|run\(\)|sync\(\))/);
  },
);

export const composedTemplates = scenario(
  "calls: a tagged template may have others in it, which have not run: all is one request",
  ({ run, coroutine }, { failure }) => {
    const open = coroutine(async () => {
      class Query {
        constructor(text) {
          this.text = text;
        }
        // biome-ignore lint/suspicious/noThenProperty: a query runs when it is waited for
        then(done) {
          done({ ran: this.text });
        }
      }
      const sql = (strings, ...values) => {
        if (!Array.isArray(strings.raw)) throw new Error("not called as a tagged template literal");
        const shown = values.map((value) => (value instanceof Query ? `(${value.text})` : `$${value}`));
        return new Query(strings.reduce((text, part, index) => text + part + (shown[index] ?? ""), ""));
      };
      return { sql };
    });
    const [{ sql }] = run(open());
    const part = sql`b = ${5}`;
    assert.deepEqual(run(sql`select ${1} where ${sql`a = ${2} and ${part}`} or ${part}`, sql`plain`), [
      { ran: "select $1 where (a = $2 and (b = $5)) or (b = $5)" },
      { ran: "plain" },
    ]);
    const other = sql`a`;
    assert.equal(failure(() => run(sql(other))).name, "CloneError");
    assert.deepEqual(run(other), [{ ran: "a" }]);
  },
);
