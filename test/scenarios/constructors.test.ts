import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

test("new constructs classes of a module, of a namespace, and those that are handles; their keys can be asked for", async () => {
  const { stdout, stderr } = await runChild(`
    import { coroutine, load, run } from "miniasync";
    const events = load("node:events");
    const [emitter] = run(new events.EventEmitter());
    const [nested] = run(new events.default.EventEmitter());
    const [{ Counter }] = run(coroutine(async () => ({ Counter: class Counter { constructor(n) { this.n = n; } up() { return ++this.n; } } }))());
    const [counter] = run(new Counter(41));
    console.log(emitter instanceof events.EventEmitter, nested instanceof events.EventEmitter, run(counter.up())[0]);
    console.log(Object.keys(events.EventEmitter), Object.keys(Counter), Object.keys(counter), Object.keys(counter.up));
  `);
  expect({ stdout, stderr }).toEqual({ stdout: "true true 42\n[] [] [] []\n", stderr: "" });
});

test("an error of a listed class of the thread is an error here, not a thing of the thread's", async () => {
  const { stdout, stderr } = await runChild(`
    import { coroutine, run } from "miniasync";
    const [lib] = run(coroutine(async () => {
      class MyError extends Error { name = "MyError"; }
      return { MyError, fail: async () => { throw new MyError("x"); }, through: (callback) => callback() };
    })());
    const { MyError } = lib;
    const [error] = run(lib.fail(), { returnExceptions: [MyError] });
    console.log(error instanceof MyError, error instanceof Error, String(error), error.missing);
    const [back] = run(lib.through(function* () { yield* lib.fail(); }), { returnExceptions: [MyError] });
    console.log(back instanceof MyError);
  `);
  expect({ stdout, stderr }).toEqual({ stdout: "true true MyError: x undefined\ntrue\n", stderr: "" });
});
