// Run by Jest and by Vitest.
import { coroutine, load, loop, run, TimeoutError } from "miniasync";

test("blocks on a thread, for values of this realm", () => {
  const answer = coroutine(async (value) => [value, new Map([["a", new Date(5)]])]);
  const here = load("./near.mjs", { from: import.meta.url });
  const [[value, map], near] = run(answer("asked"), here.near());
  expect(value).toBe("asked");
  expect(map).toEqual(new Map([["a", new Date(5)]]));
  expect(map).toBeInstanceOf(Map);
  expect(near).toBe("near");
});

test("gets errors of the thread as errors of this realm", () => {
  const fs = load("node:fs/promises");
  expect(() => run(fs.readFile("no-such-file"))).toThrow(expect.objectContaining({ code: "ENOENT" }));
  expect(() => run(coroutine(() => Promise.reject(new RangeError("no")))())).toThrow(RangeError);
});

test("ends what never ends, and a thread of its own", () => {
  const spin = coroutine(() => {
    for (;;);
  });
  const end = () => loop((own) => own.run(spin(), { timeout: 100, cancelGrace: 20 }));
  expect(end).toThrow(TimeoutError);
  expect(run(coroutine(() => "next")())).toEqual(["next"]);
});
