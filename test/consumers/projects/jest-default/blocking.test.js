// Run by Jest as it comes: without a configuration, by require().
const { coroutine, load, loop, run, sleep, TimeoutError } = require("miniasync");
const { VirtualClock } = require("miniasync/testing");

test("blocks on a thread, for values of this realm", () => {
  const answer = coroutine(async (value) => [value, new Map([["a", new Date(5)]])]);
  const [[value, map], near, same] = run(
    answer("asked"),
    load("./near.cjs", { from: __filename }).near(),
    coroutine(async () => (await import("./near.cjs")).near())(),
  );
  expect(value).toBe("asked");
  expect(map).toEqual(new Map([["a", new Date(5)]]));
  expect(map).toBeInstanceOf(Map);
  expect([near, same]).toEqual(["near", "near"]);
});

test("gets errors of the thread as errors of this realm", () => {
  expect(() => run(load("node:fs/promises").readFile("no-such-file"))).toThrow(
    expect.objectContaining({ code: "ENOENT" }),
  );
  expect(() => run(coroutine(() => Promise.reject(new RangeError("no")))())).toThrow(RangeError);
  expect(() => run(sleep(1_000), { timeout: 1 })).toThrow(TimeoutError);
});

test("knows the clock of miniasync/testing", () => {
  const clock = new VirtualClock();
  loop((own) => own.run(sleep(5_000)), { clock });
  expect(clock.now()).toBe(5_000);
});
