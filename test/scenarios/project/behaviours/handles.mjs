// Things with behaviour stay where they live.
import assert from "node:assert/strict";
import { scenario, withGc } from "../scenario.mjs";

export const methodsAndProperties = scenario(
  "handles: methods are coroutines, properties are read at once",
  ({ run, coroutine, get }) => {
    const open = coroutine(async () => new Response("some text", { status: 201 }));
    const [response] = run(open());
    assert.deepEqual([response.status, run(response.text())], [201, ["some text"]]);
    const counter = coroutine(() => {
      class Counter {
        count = 0;
        #step = 2;
        async add() {
          this.count += this.#step;
          return this.count;
        }
      }
      return new Counter();
    });
    const [made] = run(counter());
    assert.deepEqual(run(made.add(), made.add()), [2, 4]);
    assert.equal(made.count, 4);
    assert.deepEqual(run(get(made, "count")), [4]);
  },
);

export const constructors = scenario(
  "handles: new makes instances of classes of a module, of a namespace, and of those that are handles; they show no keys",
  ({ run, load, coroutine }) => {
    const events = load("node:events");
    const [emitter] = run(new events.EventEmitter());
    const [nested] = run(new events.default.EventEmitter());
    assert(emitter instanceof events.EventEmitter);
    assert(nested instanceof events.EventEmitter);
    const make = coroutine(async () => ({
      Counter: class Counter {
        constructor(n) {
          this.n = n;
        }
        up() {
          return ++this.n;
        }
      },
    }));
    const [{ Counter }] = run(make());
    const [counter] = run(new Counter(41));
    assert.deepEqual(run(counter.up()), [42]);
    for (const remote of [events.EventEmitter, Counter, counter, counter.up]) assert.deepEqual(Object.keys(remote), []);
  },
  { stderr: "" },
);

export const handlesAreCollected = scenario(
  "handles: the thread forgets what nobody has a handle of any more, and keeps what somebody has",
  async ({ run, coroutine }) => {
    const make = coroutine(async () => {
      let gone = 0;
      const registry = new FinalizationRegistry(() => gone++);
      const watched = (thing) => {
        registry.register(thing);
        return thing;
      };
      return {
        instance: () => watched(new Response("x")),
        withMethod: () =>
          watched({
            n: 1,
            f() {
              return this.n;
            },
          }),
        gone: async () => {
          for (let i = 0; i < 5; i++) {
            (globalThis.gc ?? (() => globalThis.Bun.gc(true)))();
            await new Promise((done) => setTimeout(done, 10));
          }
          return gone;
        },
      };
    });
    const [there] = run(make());
    const count = 200;
    const [kept] = run(there.instance());
    (() => {
      for (let i = 0; i < count; i++) {
        run(there.instance());
        const [{ f }] = run(there.withMethod());
        assert.equal(typeof f, "function");
      }
    })();
    let gone = 0;
    for (let i = 0; i < 20 && gone < 2 * count * 0.9; i++) {
      (globalThis.gc ?? (() => globalThis.Bun.gc(true)))();
      await new Promise((done) => setTimeout(done, 20));
      [gone] = run(there.gone());
    }
    assert(gone >= 2 * count * 0.9, `the thread has forgotten ${gone} of ${2 * count}`);
    assert(gone <= 2 * count);
    assert.equal(kept.status, 200);
    assert.deepEqual(run(kept.text()), ["x"]);
  },
  { flags: withGc, stderr: "", deadlineMs: 40_000 },
);

export const toJSONIsAMethod = scenario(
  "handles: toJSON() of a thing that has one is a method like any other",
  ({ run, coroutine }) => {
    const make = coroutine(async () => {
      class Document {
        toJSON() {
          return { a: 1 };
        }
      }
      return new Document();
    });
    const [document] = run(make());
    assert.deepEqual(run(document.toJSON()), [{ a: 1 }]);
  },
);
