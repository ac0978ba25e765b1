// A call that turns out not to be sendable when its message is made, long after it was begun.
import { expect, test, vi } from "vitest";
import { CloneError } from "../../src/errors.ts";
import type { RemoteFuture } from "../../src/in-caller/remote-call.ts";
import { BridgeHost, ThreadPlace } from "../../src/in-caller/thread-host.ts";
import { CANCELLED, THREW } from "../../src/kernel/future.ts";
import { Loop } from "../../src/kernel/loop.ts";
import { fakeHub } from "./fake-thread.ts";

function started() {
  const { hub } = fakeHub();
  const place = new ThreadPlace(hub, {});
  const host = new BridgeHost(hub, place, undefined);
  const loop = new Loop(host);
  host.loop = loop;
  const thread = place.get();
  const call = (value: unknown): RemoteFuture =>
    thread.request(loop, "f()", [], (id) => ({
      message: { kind: "call", id, target: 0, construct: false, value: [value] },
      value: [value],
    }));
  return { hub, host, loop, thread, call };
}

const unsendable = (): unknown => Promise.resolve();

test.each([60, 61, 62])(
  "is cancelled once, though it is refused while it is being cancelled, after %i others",
  (others) => {
    const { hub, loop, thread, call } = started();
    const future = call(unsendable());
    for (let i = 0; i < others; i++) call(i);
    expect(future.cancel("given up")).toBe(true);
    expect(future.state).toBe(CANCELLED);
    hub.flush();
    expect([thread.pending.countOf(loop), thread.pending.size, thread.pending.strays.size]).toEqual([
      others,
      others,
      0,
    ]);
  },
);

test("is its error at once, though others are waited for", () => {
  const { hub, host, loop, call } = started();
  call(1);
  const future = call(unsendable());
  let woken = 0;
  future.addListener({ wake: () => woken++ });
  const sleep = vi.spyOn(hub, "sleep");
  expect(host.park(undefined, true)).toBe(true);
  expect([future.state, loop.ready.size, sleep.mock.calls.length]).toEqual([THREW, 1, 0]);
  expect(future.outcome).toBeInstanceOf(CloneError);
});
