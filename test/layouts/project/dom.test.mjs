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

test("sleeps", () => expect(run(sleep(5, "slept"))).toEqual(["slept"]));

test("calls, or an error that says what is missing", () => {
  const near = load("near", { from: import.meta.url });
  if (calls) return expect(run(near.shout("hello"))).toEqual(["HELLO"]);
  let error;
  try {
    run(near.shout("hello"));
  } catch (thrown) {
    error = thrown;
  }
  expect(error?.name).toBe("LoopError");
  expect(error?.message).toMatch(/^Cannot .*: there are no workers here.*customExportConditions/);
});
