// The protocol of src/platform/web/mailbox.ts over every interleaving of its memory steps, with the bells of wire/bell.ts.
import { describe, expect, test } from "vitest";
import { explore, type Model, type ModelThread } from "./explorer.ts";

/** A ring of one or two bytes, the words beside it, and the bells of the two. */
interface Memory {
  ring: (string | undefined)[];
  written: number;
  read: number;
  wanted: boolean;
  readerBell: number;
  writerBell: number;
  asleep: { reader: boolean; writer: boolean };
  got: string;
}

const memory = (capacity: number): Memory => ({
  ring: Array(capacity).fill(undefined),
  written: 0,
  read: 0,
  wanted: false,
  readerBell: 0,
  writerBell: 0,
  asleep: { reader: false, writer: false },
  got: "",
});

type Side = "reader" | "writer";

function* sleep(from: Memory, side: Side, seen: number): ReturnType<ModelThread<Memory>> {
  yield `${side}: wait`;
  if (from[`${side}Bell`] !== seen) return;
  from.asleep[side] = true;
  yield { at: `${side}: asleep`, ready: () => !from.asleep[side] };
}

function ring(to: Memory, side: Side): void {
  to[`${side}Bell`]++;
  to.asleep[side] = false;
}

interface Steps {
  /** Say that room is wanted, then look again; or look only before. */
  readonly looksAgain: boolean;
  /** Write the byte before the counter that says that it is there. */
  readonly byteFirst: boolean;
  /** Make room before looking whether it is wanted. */
  readonly roomFirst: boolean;
}

const asItIs: Steps = { looksAgain: true, byteFirst: true, roomFirst: true };

const writer = (text: string, { looksAgain, byteFirst }: Steps): ModelThread<Memory> =>
  function* (shared, local) {
    for (local.next = 0; (local.next as number) < text.length; ) {
      yield "writer: read its bell";
      local.seen = shared.writerBell;
      yield "writer: is there room?";
      local.room = shared.ring.length - (shared.written - shared.read);
      if (local.room === 0) {
        yield "writer: want room";
        shared.wanted = true;
        if (looksAgain) {
          yield "writer: is there room now?";
          local.room = shared.ring.length - (shared.written - shared.read);
        }
      }
      if (local.room === 0) {
        yield* sleep(shared, "writer", local.seen as number);
        continue;
      }
      const byte = text[local.next as number];
      const place = shared.written % shared.ring.length;
      if (byteFirst) {
        yield "writer: byte";
        shared.ring[place] = byte;
        yield "writer: count";
        shared.written++;
      } else {
        yield "writer: count";
        shared.written++;
        yield "writer: byte";
        shared.ring[place] = byte;
      }
      yield "writer: ring";
      ring(shared, "reader");
      local.next = (local.next as number) + 1;
    }
  };

const reader = (length: number, { roomFirst }: Steps): ModelThread<Memory> =>
  function* (shared, local) {
    while (shared.got.length < length) {
      yield "reader: read its bell";
      local.seen = shared.readerBell;
      yield "reader: is there anything?";
      local.filled = shared.written - shared.read;
      if (local.filled === 0) {
        yield* sleep(shared, "reader", local.seen as number);
        continue;
      }
      yield "reader: byte";
      const place = shared.read % shared.ring.length;
      shared.got += shared.ring[place] ?? "?";
      shared.ring[place] = undefined;
      if (roomFirst) {
        yield "reader: make room";
        shared.read++;
        yield "reader: is it wanted?";
        local.wanted = shared.wanted;
        shared.wanted = false;
      } else {
        yield "reader: is it wanted?";
        local.wanted = shared.wanted;
        shared.wanted = false;
        yield "reader: make room";
        shared.read++;
      }
      if (local.wanted) {
        yield "reader: ring";
        ring(shared, "writer");
      }
    }
  };

const model = (steps: Steps, capacity: number): Model<Memory> => ({
  memory: () => memory(capacity),
  threads: { writer: writer("abcde", steps), reader: reader(5, steps) },
  atEnd: ({ got }) => expect(got).toBe("abcde"),
});

describe("a mailbox with a writer that sends more than fits", () => {
  test.each([1, 2, 3])("loses nothing, and neither side sleeps for ever, when %i fit", (capacity) => {
    const { states, failure } = explore(model(asItIs, capacity));
    expect(failure).toBeUndefined();
    expect(states).toBeGreaterThan(200);
  });

  test.each<[string, Partial<Steps>, string]>([
    ["looks for room before it says that it wants some, and not after", { looksAgain: false }, "can never go on"],
    ["looks whether room is wanted before it makes some", { roomFirst: false }, "can never go on"],
    ["counts a byte before it is there", { byteFirst: false }, "abcde"],
  ])("a wrong order is found: one who %s", (_, wrong, reason) => {
    expect(explore(model({ ...asItIs, ...wrong }, 1)).failure?.reason).toContain(reason);
  });
});

describe("two mailboxes, of two who both send more than fits before they read", () => {
  /** Both write what fits, then read what is there, and sleep on one bell of their own. */
  interface Pair {
    boxes: { filled: number; wanted: boolean }[];
    bells: number[];
    asleep: boolean[];
    got: number[];
  }
  const total = 3;
  const room = 1;

  /** `waits`: sleeps until all it has to send is written, as a writer would that does not read meanwhile. */
  const side = (own: number, waits: boolean): ModelThread<Pair> =>
    function* (shared, local) {
      const other = 1 - own;
      const outgoing = shared.boxes[own] as Pair["boxes"][number];
      const incoming = shared.boxes[other] as Pair["boxes"][number];
      local.sent = 0;
      while ((local.sent as number) < total || (shared.got[own] as number) < total) {
        yield "read the bell";
        local.seen = shared.bells[own];
        local.moved = false;
        if ((local.sent as number) < total) {
          yield "want room";
          outgoing.wanted = true;
          yield "is there room?";
          if (outgoing.filled < room) {
            outgoing.filled++;
            local.sent = (local.sent as number) + 1;
            local.moved = true;
            yield "ring";
            shared.bells[other] = (shared.bells[other] as number) + 1;
            shared.asleep[other] = false;
          }
        }
        if (!waits || local.sent === total) {
          yield "is there anything?";
          if (incoming.filled > 0) {
            incoming.filled--;
            shared.got[own] = (shared.got[own] as number) + 1;
            local.moved = true;
            yield "is room wanted?";
            local.wanted = incoming.wanted;
            incoming.wanted = false;
            if (local.wanted) {
              yield "ring for room";
              shared.bells[other] = (shared.bells[other] as number) + 1;
              shared.asleep[other] = false;
            }
          }
        }
        if (local.moved) continue;
        yield "wait";
        if (shared.bells[own] !== local.seen) continue;
        shared.asleep[own] = true;
        yield { at: "asleep", ready: () => !shared.asleep[own] };
      }
    };

  const pair = (waits: boolean): Model<Pair> => ({
    memory: () => ({
      boxes: [
        { filled: 0, wanted: false },
        { filled: 0, wanted: false },
      ],
      bells: [0, 0],
      asleep: [false, false],
      got: [0, 0],
    }),
    threads: { one: side(0, waits), two: side(1, waits) },
    atEnd: ({ got }) => expect(got).toEqual([total, total]),
  });

  test("both get everything", () => {
    expect(explore(pair(false)).failure).toBeUndefined();
  });

  test("would wait for each other, if they did not read before all is written", () => {
    expect(explore(pair(true)).failure?.reason).toContain("can never go on");
  });
});
