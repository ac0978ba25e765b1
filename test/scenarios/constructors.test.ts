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
