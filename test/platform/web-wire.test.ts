import { afterEach, describe, expect, test, vi } from "vitest";
import { allocateMailbox } from "../../src/platform/web/mailbox.ts";
import type { WebPort } from "../../src/platform/web/web-scope.ts";
import { WebWire } from "../../src/platform/web/web-wire.ts";
import { Doorbell } from "../../src/wire/bell.ts";

/** Both ends in one thread, with a port that brings nothing by itself. */
function wire(Wire: typeof WebWire = WebWire): {
  caller: WebWire;
  thread: WebWire;
  parcels: (readonly unknown[])[];
  threadBell: Doorbell;
} {
  const [toThread, toCaller, callerBell, threadBell] = [
    allocateMailbox(),
    allocateMailbox(),
    Doorbell.allocate(),
    Doorbell.allocate(),
  ];
  const parcels: (readonly unknown[])[] = [];
  const port: WebPort = {
    postMessage: (message) => void parcels.push(message as readonly unknown[]),
    close: () => {},
    onmessage: null,
  };
  return {
    caller: new Wire({ outgoing: toThread, incoming: toCaller, ownBell: callerBell, otherBell: threadBell }, port),
    thread: new Wire({ outgoing: toCaller, incoming: toThread, ownBell: threadBell, otherBell: callerBell }, undefined),
    parcels,
    threadBell: new Doorbell(threadBell),
  };
}

afterEach(() => void vi.restoreAllMocks());

describe("a message with something beside it", () => {
  test("waits for that, and those after it wait behind it", () => {
    const { caller, thread, parcels } = wire();
    const blob = new Blob(["x"]);
    caller.post(["one"], [], false);
    caller.post([{ blob }], [], false);
    caller.post(["three"], [], false);
    expect(thread.receive(false)).toEqual({ message: ["one"] });
    expect(thread.receive(false)).toBeUndefined();
    expect(thread.receive(false)).toBeUndefined();
    thread.parcel(parcels[0] as readonly unknown[]);
    expect(thread.receive(false)).toEqual({ message: [{ blob }] });
    expect(thread.receive(false)).toEqual({ message: ["three"] });
  });

  test("is overtaken where the thread stands still, and keeps its place among its like", () => {
    const { caller, thread, parcels } = wire();
    const blobs = [new Blob(["a"]), new Blob(["b"])];
    for (const blob of blobs) caller.post([{ blob }], [], false);
    caller.post(["answer"], [], true);
    expect(thread.receive(true)).toEqual({ message: ["answer"] });
    expect(thread.receive(true)).toBeUndefined();
    for (const parcel of parcels) thread.parcel(parcel);
    expect(thread.receive(false)?.message).toEqual([{ blob: blobs[0] }]);
    expect(thread.receive(false)?.message).toEqual([{ blob: blobs[1] }]);
  });

  test("goes alone, to a thread that does not stand still for it, and never to the caller", () => {
    const { caller, thread, parcels } = wire();
    const blob = new Blob([]);
    expect(() => caller.post([1, { blob }], [], false)).toThrow(TypeError);
    expect(() => caller.post([{ blob }], [], true)).toThrow("Blob cannot be sent as bytes");
    expect(() => thread.post({ blob }, [], false)).toThrow("Blob cannot be sent as bytes");
    expect(parcels).toEqual([]);
    expect(caller.receive(false) ?? thread.receive(false)).toBeUndefined();
  });
});

describe("transferred memory", () => {
  test("leaves, also when it is sent as a copy", () => {
    const { caller, thread } = wire();
    const bytes = new Uint8Array([1, 2]);
    thread.post({ bytes }, [bytes.buffer], false);
    expect(bytes).toHaveLength(0);
    expect(caller.receive(false)).toEqual({ message: { bytes: new Uint8Array([1, 2]) } });
  });
});

describe("watching", () => {
  test("tells of a ring, until the one who looks has enough", async () => {
    const { caller, thread, threadBell } = wire();
    const seen: unknown[] = [];
    const watched = thread.watch(() => {
      for (let got = thread.receive(false); got !== undefined; got = thread.receive(false)) seen.push(got.message);
      return seen.length < 2;
    });
    caller.post(["large", "x".repeat(3_000_000)], [], false);
    caller.post(["small"], [], false);
    threadBell.ring();
    const room = setInterval(() => caller.proceed(), 1);
    await watched;
    clearInterval(room);
    expect(seen.map((message) => (message as unknown[])[0])).toEqual(["large", "small"]);
  });

  test("goes on after an error, which is thrown where nobody can miss it", async () => {
    const thrown: (() => void)[] = [];
    vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => void thrown.push(task));
    vi.resetModules(); // It is taken when the file is loaded.
    const { thread, threadBell } = wire((await import("../../src/platform/web/web-wire.ts")).WebWire);
    let looks = 0;
    const watched = thread.watch(() => {
      if (++looks === 1) throw new RangeError("in a listener");
      return false;
    });
    threadBell.ring();
    await watched;
    expect(looks).toBe(2);
    expect(thrown[0]).toThrow("in a listener");
  });

  test("lets timers have a turn when the other end never pauses", async () => {
    const { thread, threadBell } = wire();
    let timer = false;
    setTimeout(() => {
      timer = true;
    }, 1);
    const end = performance.now() + 2000;
    await thread.watch(() => {
      threadBell.ring(); // Before this has looked away.
      return !timer && performance.now() < end;
    });
    expect(timer).toBe(true);
  });
});
