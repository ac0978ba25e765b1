// A call that turns out not to be sendable when its message is made, long after it was begun.
import { expect, test, vi } from "vitest";
import { CloneError } from "../../src/errors.ts";
import type { RemoteFuture } from "../../src/in-caller/calls.ts";
import { ThreadPlace } from "../../src/in-caller/place.ts";
import { CANCELLED, THREW } from "../../src/kernel/future.ts";
import { fakeThreads, loopOf } from "./fake-thread.ts";

function started() {
  const { threads } = fakeThreads();
  const place = new ThreadPlace(threads, {});
  const { host, loop } = loopOf(threads, place);
  const thread = place.get();
  // As one that structured clone refuses only when it is posted.
  const call = (value: unknown): RemoteFuture =>
    thread.request(host.calls, "f()", [], [value], (id) => ({
      kind: "call",
      id,
      target: 0,
      construct: false,
      value: [value],
    }));
  return { threads, host, loop, thread, call };
}

/** Has passed for plain data, and is not when it is posted. */
function unsendable(): unknown {
  let asked = 0;
  return Object.defineProperty({}, "part", { enumerable: true, get: () => (asked++ === 0 ? 1 : Promise.resolve()) });
}

test.each([60, 61, 62])(
  "is cancelled once, though it is refused while it is being cancelled, after %i others",
  (others) => {
    const { threads, host, thread, call } = started();
    const future = call(unsendable());
    for (let i = 0; i < others; i++) call(i);
    expect(future.cancel("given up")).toBe(true);
    expect(future.state).toBe(CANCELLED);
    threads.flush();
    const { waiting, strays } = thread.liveness;
    expect([waiting, strays, host.calls.waiting.size, host.calls.strays.size]).toEqual([others, 0, others, 0]);
  },
);

test("is its error at once, though others are waited for", () => {
  const { threads, host, loop, call } = started();
  call(1);
  const future = call(unsendable());
  let woken = 0;
  future.addListener({ wake: () => woken++ });
  const sleep = vi.spyOn(threads, "sleep");
  expect(host.park(undefined, true)).toBe(true);
  expect([future.state, loop.ready.size, sleep.mock.calls.length]).toEqual([THREW, 1, 0]);
  expect(future.outcome).toBeInstanceOf(CloneError);
});
