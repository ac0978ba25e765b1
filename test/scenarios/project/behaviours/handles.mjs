// Things with behaviour stay where they live.
import loose from "node:assert";
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
  ({ run, coroutine, get }, { failure }) => {
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
    // With arguments, which JSON.stringify() would give it: as a function.
    const [toJSON] = run(get(document, "toJSON"));
    assert.deepEqual(run(toJSON.call(document, "key")), [{ a: 1 }]);
    assert.match(failure(() => JSON.stringify(document)).message, /Cannot turn Document#\d+ into JSON/);
  },
);

const makePair = () => {
  class Thing {
    level = 1;
    async name() {
      return `level ${this.level}`;
    }
  }
  return [new Thing(), new Thing()];
};

export const comparedHandles = scenario(
  "handles: two different things are not deep-equal; a property that was read is seen",
  ({ run, coroutine }) => {
    const [[one, other]] = run(coroutine(makePair)());
    assert.throws(() => assert.deepEqual(one, other));
    assert.throws(() => loose.deepEqual(one, other));
    assert.deepEqual({ one }, { one });
    assert.deepEqual([Object.keys(one), "level" in one, Object.hasOwn(one, "level")], [[], false, false]);
    assert.equal(one.level, 1);
    assert.deepEqual([Object.keys(one), "level" in one, Object.hasOwn(one, "level")], [[], true, true]);
  },
);

export const borrowedMethods = scenario(
  "handles: call, apply and bind of a method call it on what they are given; set() changes a property",
  ({ run, coroutine, set, sync }, { failure }) => {
    const [[one, other]] = run(coroutine(makePair)());
    assert.deepEqual(run(set(other, "level", 2)), [undefined]);
    const { name } = one;
    assert.deepEqual(run(name(), name.call(other), name.apply(other, []), name.bind(other)(), other.name.call(other)), [
      "level 1",
      "level 2",
      "level 2",
      "level 2",
      "level 2",
    ]);
    const view = sync(one);
    view.level = 3;
    assert.deepEqual([view.level, view.name(), view.name.call(view)], [3, "level 3", "level 3"]);
    assert.match(
      failure(() => {
        one.level = 4;
      }).message,
      /Cannot change Thing#\d+: .* use set\(handle, key, value\)/,
    );
    assert.match(failure(() => set({}, "level", 1)).message, /no handle/);
  },
);
