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

test("tells handles apart, and calls that have not run from values", () => {
  const pair = coroutine(() => {
    class Thing {
      level = 1;
      name() {}
    }
    return [new Thing(), new Thing()];
  });
  const [[one, other]] = run(pair());
  expect(one).toEqual(one);
  expect({ thing: one }).not.toEqual({ thing: other });
  expect(one).not.toStrictEqual(other);
  expect(one.level).toBe(1);
  expect(one).toMatchObject({ level: 1 });
  expect(one).not.toMatchObject({ level: 2 });
  const call = coroutine(async (n) => n)(5);
  expect(() => expect({ result: call }).toEqual({ result: 5 })).toThrow();
});
