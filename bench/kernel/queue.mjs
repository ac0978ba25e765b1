// How long does it take to pass an item from one task to another through a queue?
import { createQueue, run as effectionRun, spawn as effectionSpawn } from "effection";
import { gather, Queue, run } from "miniasync";
import { answer } from "./harness.mjs";

// Under another name for the type checker, whose libraries lack what its declarations need.
const { Effect, Queue: EffectQueue } = await import(String("effect"));
const items = 50_000;

/** What one would write with promises: a queue with room for some items, first come first served. */
class NativeQueue {
  /** @type {number[]} */
  #items = [];
  /** @type {(() => void)[]} */
  #getters = [];
  /** @type {(() => void)[]} */
  #putters = [];
  #room;

  /** @param {number} room */
  constructor(room) {
    this.#room = room;
  }

  /** @param {number} item */
  async put(item) {
    while (this.#items.length >= this.#room)
      await new Promise((resolve) => this.#putters.push(() => resolve(undefined)));
    this.#items.push(item);
    this.#getters.shift()?.();
  }

  async get() {
    while (this.#items.length === 0) await new Promise((resolve) => this.#getters.push(() => resolve(undefined)));
    const item = this.#items.shift();
    this.#putters.shift()?.();
    return item;
  }
}

/** @param {number} room */
function native(room) {
  const queue = new NativeQueue(room);
  async function put() {
    for (let i = 0; i < items; i++) await queue.put(i);
  }
  async function get() {
    for (let i = 0; i < items; i++) await queue.get();
  }
  return Promise.all([put(), get()]);
}

/** @param {number} room */
function ours(room) {
  const queue = new Queue(room);
  function* put() {
    for (let i = 0; i < items; i++) yield* queue.put(i);
  }
  function* get() {
    for (let i = 0; i < items; i++) yield* queue.get();
  }
  return run(gather([put(), get()]));
}

/** @param {number} room */
function effect(room) {
  return Effect.runPromise(
    Effect.gen(
      /** @returns {Generator<any, void, any>} */ function* () {
        const queue = yield* EffectQueue.bounded(room);
        const put = Effect.gen(
          /** @returns {Generator<any, void, any>} */ function* () {
            for (let i = 0; i < items; i++) yield* EffectQueue.offer(queue, i);
          },
        );
        const get = Effect.gen(
          /** @returns {Generator<any, void, any>} */ function* () {
            for (let i = 0; i < items; i++) yield* EffectQueue.take(queue);
          },
        );
        yield* Effect.all([put, get], { concurrency: 2 });
      },
    ),
  );
}

for (const room of [1, 100]) {
  await answer({
    title: `queue with room for ${room}`,
    unit: "put and get",
    operations: items,
    target: 2,
    contestants: [
      { name: "native async/await", run: () => native(room) },
      { name: "miniasync", run: () => ours(room) },
      { name: "effect", run: () => effect(room) },
    ],
  });
}

// Effection's queue has no limit, and put() does not wait.
await answer({
  title: "queue without a limit, effection",
  unit: "put and get",
  operations: items / 10,
  contestants: [
    {
      name: "miniasync",
      run: () => {
        const queue = new Queue();
        return run(
          (function* () {
            for (let i = 0; i < items / 10; i++) yield* queue.get();
          })(),
          (function* () {
            for (let i = 0; i < items / 10; i++) yield* queue.put(i);
          })(),
        );
      },
    },
    {
      name: "effection",
      run: () =>
        effectionRun(function* () {
          const queue = createQueue();
          const getter = yield* effectionSpawn(function* () {
            for (let i = 0; i < items / 10; i++) yield* queue.next();
          });
          for (let i = 0; i < items / 10; i++) queue.add(i);
          yield* getter;
        }),
    },
  ],
});
