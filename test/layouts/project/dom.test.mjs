// In a page of jsdom, by Jest and by Vitest: their globals are `test` and `expect`.
import { gather, load, Queue, run, sleep } from "miniasync";

const calls = process.env.CALLS === "1";

test("this is a page", () => expect(document.createElement("p").tagName).toBe("P"));

test("coroutines run that need not wait", () => {
  const queue = new Queue();
  const one = function* (n) {
    yield* queue.put(n);
    return yield* queue.get();
  };
  expect(run(gather([one(1), one(2)]))).toEqual([[1, 2]]);
});

test("a sleep and a call", () => {
  const near = load("near", { from: import.meta.url });
  if (calls) {
    expect(run(near.shout("hello"), sleep(5, "slept"))).toEqual(["HELLO", "slept"]);
    return;
  }
  for (const coroutine of [near.shout("hello"), sleep(5)]) {
    let error;
    try {
      run(coroutine);
    } catch (thrown) {
      error = thrown;
    }
    expect(error?.name).toBe("LoopError");
    expect(error?.message).toMatch(/^Cannot (block|call|wait|start)/);
  }
});
