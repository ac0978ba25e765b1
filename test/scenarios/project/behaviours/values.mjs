// How values travel, and what is told when one cannot.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { scenario } from "../scenario.mjs";

export const valuesKeepTheirClass = scenario(
  "values: Map, Set, Date, RegExp, bigint, views, cycles, holes, undefined",
  ({ run, coroutine }) => {
    const echo = coroutine((value) => value);
    const value = {
      map: new Map([["a", new Set([1])]]),
      date: new Date(5),
      pattern: /a+/gi,
      big: 12345678901234567890n,
      floats: new Float64Array([1.5, -0]),
      // biome-ignore lint/suspicious/noSparseArray: that is the point
      holes: [1, , undefined, Number.NaN],
      buffer: Buffer.from("text"),
    };
    value.self = value;
    const [back] = run(echo(value));
    assert.deepEqual(back, value);
    assert.equal(back.self, back);
    assert(Buffer.isBuffer(back.buffer) && !(1 in back.holes));
  },
);

export const classesOfTheLanguage = scenario(
  "values: a class of the language, as schemas have it for a type, is itself on the other side",
  ({ run, coroutine }, { remote }) => {
    const schema = { name: String, tags: [Number], bytes: Buffer, when: { type: Date }, any: [Object, Map, Promise] };
    const read = coroutine(({ name, tags, bytes, when, any }) => [
      name === String && tags[0] === Number && when.type === Date && bytes === globalThis.Buffer,
      any[0] === Object && any[1] === Map && any[2] === Promise,
    ]);
    assert.deepEqual(run(read(schema)), [[true, true]]);
    assert.deepEqual(run(remote.echo(schema)), [schema]);
    const map = coroutine((items, each) => items.map(each));
    assert.deepEqual(run(map(["1", "0"], Number), map([1, 0], Boolean)), [
      [1, 0],
      [true, false],
    ]);
  },
);

export const taggedTemplates = scenario(
  "values: a tag of the thread is called as a template literal calls it, with one array for each place; hidden properties of arrays cross",
  ({ run, coroutine }, { remote }) => {
    const tag = coroutine((strings, ...values) => {
      globalThis.templates ??= new Map();
      const times = (globalThis.templates.get(strings) ?? 0) + 1;
      globalThis.templates.set(strings, times);
      const { raw } = strings;
      return [
        Array.isArray(raw) && Object.isFrozen(raw) && Object.isFrozen(strings),
        [...strings],
        [...raw],
        values,
        times,
      ];
    });
    const one = (value) => tag`a\n${value}`;
    const other = (value) => tag`a\n${value}`;
    const expected = (times, value) => [true, ["a\n", ""], ["a\\n", ""], [value], times];
    assert.deepEqual(run(one(1), one({ date: new Date(2) }), other(3), one(4)), [
      expected(1, 1),
      expected(2, { date: new Date(2) }),
      expected(1, 3),
      expected(3, 4),
    ]);
    const rows = Object.defineProperty([1, 2], "count", { value: 2 });
    for (const [back] of [run(remote.echo(rows)), run(remote.echo([...Array(100), rows]))])
      assert.equal((back.at(-1).count ?? back.count) || back.at(-1).count, 2);
    const [strings] = run(coroutine(() => ((texts) => texts)`x\t${1}`)());
    assert.deepEqual([strings[0], strings.raw[0], Object.keys(strings)], ["x\t", "x\\t", ["0", "1"]]);
  },
);

export const formsAndBuiltIns = scenario(
  "values: FormData with files; dates, maps, sets and views among many plain values keep their class and what they share",
  ({ run, coroutine }, { remote, failure }) => {
    const look = coroutine(async (form) => [form.get("a"), form.get("f").name, await form.get("f").text()]);
    const form = new FormData();
    form.append("a", "1");
    form.append("f", new File(["abc"], "n.txt"));
    assert.deepEqual(run(look(form)), [["1", "n.txt", "abc"]]);
    const [back] = run(remote.echo(form));
    assert(back instanceof FormData && back.get("f") instanceof File);
    assert.deepEqual([[...back.keys()], back.get("f").size], [["a", "f"], 3]);

    const asked = coroutine((request) => [
      request instanceof Request,
      request.method,
      request.url,
      request.headers.get("x"),
    ]);
    const request = new Request("http://a/b", { method: "DELETE", headers: { x: "y" } });
    assert.deepEqual(run(asked(request)), [[true, "DELETE", "http://a/b", "y"]]);
    const withBody = failure(() => run(asked(new Request("http://a/b", { method: "POST", body: "text" }))));
    assert.match(withBody.message, /args\[0\]: the body of a Request is a stream/);

    const day = new Date(5);
    const rows = Array.from({ length: 50 }, (_, id) => ({
      id,
      day,
      big: 1n,
      set: new Set([id]),
      map: new Map([[day, { id }]]),
    }));
    const value = { rows, floats: new Float64Array([1.5]), views: [new BigInt64Array(2)] };
    const [copy] = run(remote.echo(value));
    assert.deepEqual(copy, value);
    assert.equal(copy.rows[0].day, copy.rows[49].day);
    const [none] = run(remote.echo({ at: new Date(Number.NaN) }));
    assert(none.at instanceof Date && Number.isNaN(none.at.getTime()));
    const named = Object.assign(new Date(6), { zone: "UTC" });
    assert.deepEqual(run(remote.echo([named, Object.assign(new Map(), { extra: 1 })])), [
      [named, Object.assign(new Map(), { extra: 1 })],
    ]);
  },
);

export const transferMovesBytes = scenario("transfer: bytes are moved, not copied", ({ run, coroutine, transfer }) => {
  const bytes = new Uint8Array([1, 2, 3]);
  const [sum] = run(coroutine((given) => given[0] + given[2])(transfer(bytes, [bytes.buffer])));
  assert.deepEqual([sum, bytes.byteLength], [4, 0]);
  const [back] = run(coroutine(() => new Uint8Array([4, 5]))());
  assert.deepEqual([...back], [4, 5]);
});

export const sharedMemory = scenario("shared memory is shared with the thread", ({ run, coroutine }) => {
  const words = new Int32Array(new SharedArrayBuffer(4));
  run(coroutine((shared) => void Atomics.add(shared, 0, 7))(words));
  assert.equal(words[0], 7);
});

export const cloneErrorNamesThePath = scenario(
  "a value that cannot be copied: CloneError with its path, both ways",
  ({ run, coroutine, CloneError }, { failure }) => {
    const given = failure(() => run(coroutine((value) => value)({ deep: [new WeakMap()] })));
    assert(given instanceof CloneError, String(given));
    assert.equal(given.path, "args[0].deep[0]");
    const detached = coroutine(() => {
      const bytes = new Uint8Array(8);
      structuredClone(bytes, { transfer: [bytes.buffer] });
      return { deep: [bytes] };
    });
    const back = failure(() => run(detached()));
    assert(back instanceof CloneError, String(back));
    assert.equal(back.path, "result.deep[0]");
  },
);

export const noMemoryToSend = scenario(
  "a string that there is no memory to send is an error of its call, not a hang",
  ({ loop, coroutine }, { failure, remote }) => {
    const repeat = coroutine((length) => "a".repeat(length));
    const repeatLater = coroutine(async (length) => "a".repeat(length));
    loop(
      (own) => {
        for (const call of [repeat, repeatLater]) {
          const { name, message } = failure(() => own.run(call(2e6)));
          assert.deepEqual([name, message], ["DataCloneError", "Data cannot be cloned, out of memory."]);
        }
        assert.deepEqual(own.run(remote.echo("next")), ["next"]);
      },
      { thread: { execArgv: ["--import", new URL("../fixtures/short-of-memory.mjs", import.meta.url).href] } },
    );
  },
  {
    absent: {
      deno: "It breaks in where Node sends messages.",
      bun: "It breaks in before the thread begins, by a flag, which threads of Bun do not take.",
    },
  },
);

export const answerThatMeansNothing = scenario(
  "an answer of a generator function that means nothing in the thread rejects its promise, and nothing sent with it is lost",
  ({ run, coroutine, sleep, signal }, { remote }) => {
    const ask = coroutine(async (callback) => {
      try {
        return await callback();
      } catch (error) {
        return error.message;
      }
    });
    function* answer() {
      return signal;
    }
    function* others() {
      for (let i = 0; i < 20; i++) {
        assert.equal(yield* remote.echo(i), i);
        yield* sleep(1);
      }
      return "others";
    }
    assert.deepEqual(run(ask(answer), sleep(5), others()), [
      "Cannot send signal as the result of a callback: pass it as an argument of a call",
      undefined,
      "others",
    ]);
    assert.deepEqual(run(remote.echo("next")), ["next"]);
  },
);

export const symbolsOfPolyfills = scenario(
  "a symbol that a polyfill has added to Symbol, here or there, is a symbol there, and itself when it comes back",
  ({ run, coroutine }, { remote }) => {
    Symbol.ofCaller = Symbol("of the caller");
    const look = coroutine((value) => [typeof value, Object.keys(Symbol).length]);
    const keys = coroutine((value) => Reflect.ownKeys(value).map(String));
    const patch = coroutine(() => {
      Symbol.ofBoth = Symbol("there");
      Symbol.ofThread = Symbol("of the thread");
    });
    assert.deepEqual(run(look(Symbol.ofCaller)), [["symbol", 0]]);
    assert.deepEqual(run(keys({ [Symbol.ofCaller]: 1, other: 2 })), [["other", "Symbol(of the caller)"]]);
    assert.equal(run(remote.echo(Symbol.ofCaller))[0], Symbol.ofCaller);
    run(patch());
    Symbol.ofBoth = Symbol("here");
    assert.equal(run(remote.echo(Symbol.ofBoth))[0], Symbol.ofBoth);
    assert.deepEqual(run(coroutine((value) => value === Symbol.ofBoth)(Symbol.ofBoth)), [true]);
    assert.deepEqual(run(coroutine(() => Symbol.ofThread)()).map(String), ["Symbol(of the thread)"]);
  },
);

export const proxyWithTraps = scenario("a proxy whose traps throw is a handle like any other", ({ run, coroutine }) => {
  const trap = coroutine(
    () =>
      new Proxy(
        { a: 1 },
        {
          getPrototypeOf() {
            throw new Error("trap");
          },
        },
      ),
  );
  assert.equal(run(trap())[0].a, 1);
});
