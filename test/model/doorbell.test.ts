// The protocol of src/wire/bell.ts over every interleaving of its memory steps. That the code does these steps in this order
// is asserted in test/in-caller/outbox.test.ts and test/in-caller/threads.test.ts.
import { describe, expect, test } from "vitest";
import { explore, type Model, type ModelThread } from "./explorer.ts";

/** A bell, whether somebody sleeps on it, and the messages on their way to them. */
interface Box {
  bell: number;
  asleep: boolean;
  messages: string[];
  got: string[];
}

const box = (): Box => ({ bell: 0, asleep: false, messages: [], got: [] });

function ring(to: Box): void {
  to.bell++;
  to.asleep = false;
}

/** Atomics.wait without a time limit, which nothing here may need: asleep unless the bell has been rung since it was read. */
function* wait(from: Box, seen: number, at: string): ReturnType<ModelThread<Box>> {
  yield `${at}: wait`;
  if (from.bell !== seen) return;
  from.asleep = true;
  yield { at: `${at}: asleep`, ready: () => !from.asleep };
}

type Send = (to: Box, message: string) => ReturnType<ModelThread<Box>>;

function* postThenRing(to: Box, message: string): ReturnType<Send> {
  yield `post ${message}`;
  to.messages.push(message);
  yield `ring ${message}`;
  ring(to);
}

function* ringThenPost(to: Box, message: string): ReturnType<Send> {
  yield `ring ${message}`;
  ring(to);
  yield `post ${message}`;
  to.messages.push(message);
}

function* postThenWake(to: Box, message: string): ReturnType<Send> {
  yield `post ${message}`;
  to.messages.push(message);
  yield `notify ${message}`;
  to.asleep = false; // Atomics.notify without Atomics.add.
}

const sender =
  (send: Send, ...messages: string[]): ModelThread<Box> =>
  (memory) =>
    (function* () {
      for (const message of messages) yield* send(memory, message);
    })();

/** Take what is there; one step each. */
function* drain(from: Box): ReturnType<ModelThread<Box>> {
  for (;;) {
    yield "receive";
    const message = from.messages.shift();
    if (message === undefined) return;
    from.got.push(message);
  }
}

/** Reads the bell, looks for messages, and sleeps only while the bell is what it was. */
const receiver = (expected: number): ModelThread<Box> =>
  function* (from, local) {
    while (from.got.length < expected) {
      local.seen = undefined;
      yield "read the bell";
      local.seen = from.bell;
      const before = from.got.length;
      yield* drain(from);
      if (from.got.length === before) yield* wait(from, local.seen as number, "receiver");
    }
  };

/** The same, looking at the bell for a while before it sleeps. */
const spinningReceiver = (expected: number, turns: number): ModelThread<Box> =>
  function* (from, local) {
    while (from.got.length < expected) {
      yield "read the bell";
      local.seen = from.bell;
      yield* drain(from);
      if (from.got.length === expected) return;
      local.rung = false;
      for (local.turn = turns; !local.rung && (local.turn as number) > 0; ) {
        yield "look at the bell";
        local.rung = from.bell !== local.seen;
        local.turn = (local.turn as number) - 1;
      }
      if (!local.rung) yield* wait(from, local.seen as number, "receiver");
    }
  };

const readsAfterDraining = (expected: number): ModelThread<Box> =>
  function* (from, local) {
    while (from.got.length < expected) {
      yield* drain(from);
      if (from.got.length === expected) return;
      yield "read the bell";
      local.seen = from.bell;
      yield* wait(from, local.seen as number, "receiver");
      local.seen = undefined;
    }
  };

const takesOneMessageARing = (expected: number): ModelThread<Box> =>
  function* (from, local) {
    while (from.got.length < expected) {
      yield "read the bell";
      local.seen = from.bell;
      yield "receive";
      const message = from.messages.shift();
      if (message !== undefined) from.got.push(message);
      if (from.got.length < expected) yield* wait(from, local.seen as number, "receiver");
    }
  };

const sleepsInAnyCase = (expected: number): ModelThread<Box> =>
  function* (from) {
    while (from.got.length < expected) {
      yield* drain(from);
      if (from.got.length === expected) return;
      yield "wait";
      from.asleep = true;
      yield { at: "asleep", ready: () => !from.asleep };
    }
  };

function oneWay(send: Send, receive: (expected: number) => ModelThread<Box>): Model<Box> {
  return {
    memory: box,
    threads: { one: sender(send, "1a", "1b"), two: sender(send, "2a"), receiver: receive(3) },
    atEnd({ got }) {
      expect(got.filter((message) => message.startsWith("1"))).toEqual(["1a", "1b"]);
      expect(got.toSorted()).toEqual(["1a", "1b", "2a"]);
    },
  };
}

describe("the doorbell, with two who ring and one who sleeps", () => {
  test.each<[string, Send, (expected: number) => ModelThread<Box>]>([
    ["as it is", postThenRing, receiver],
    ["with a spin of one look", postThenRing, (expected) => spinningReceiver(expected, 1)],
    ["with a spin of three looks", postThenRing, (expected) => spinningReceiver(expected, 3)],
  ])("loses no message and never sleeps for ever: %s", (_, send, receive) => {
    const { states, failure } = explore(oneWay(send, receive));
    expect(failure).toBeUndefined();
    expect(states).toBeGreaterThan(100);
  });

  test.each<[string, Send, (expected: number) => ModelThread<Box>]>([
    ["ring before post", ringThenPost, receiver],
    ["wake without counting", postThenWake, receiver],
    ["read the bell after draining", postThenRing, readsAfterDraining],
    ["take one message a ring", postThenRing, takesOneMessageARing],
    ["sleep whatever the bell says", postThenRing, sleepsInAnyCase],
    ["ring before post, with a spin", ringThenPost, (expected) => spinningReceiver(expected, 2)],
  ])("a wrong order is found: %s", (_, send, receive) => {
    expect(explore(oneWay(send, receive)).failure?.reason).toContain("receiver can never go on");
  });
});

/** Both ways: the caller waits for an answer, and the thread stands still for that of a callback. */
interface Wire {
  toThread: Box;
  toCaller: Box;
}

function* take(from: Box, local: Record<string, unknown>, who: string): ReturnType<ModelThread<Wire>> {
  for (;;) {
    yield `${who}: read the bell`;
    local.seen = from.bell;
    yield `${who}: receive`;
    local.message = from.messages.shift();
    if (local.message !== undefined) return;
    yield* wait(from, local.seen as number, who);
  }
}

describe("the doorbells of a call with a blocking callback", () => {
  const model = (send: Send): Model<Wire> => ({
    memory: () => ({ toThread: box(), toCaller: box() }),
    threads: {
      caller: function* ({ toThread, toCaller }, local) {
        yield* send(toThread, "call");
        yield* take(toCaller, local, "caller");
        expect(local.message).toBe("callback");
        yield* send(toThread, "answer");
        yield* take(toCaller, local, "caller again");
        expect(local.message).toBe("return");
      },
      thread: function* ({ toThread, toCaller }, local) {
        yield* take(toThread, local, "thread");
        yield* send(toCaller, "callback");
        yield* take(toThread, local, "thread again");
        expect(local.message).toBe("answer");
        yield* send(toCaller, "return");
      },
    },
  });

  test("bring everything to its end", () => {
    expect(explore(model(postThenRing)).failure).toBeUndefined();
  });

  test("do not when one rings before it posts", () => {
    expect(explore(model(ringThenPost)).failure?.reason).toContain("can never go on");
  });
});

/** The report that nothing goes on in the thread any more, while the caller may still send. */
interface Idle {
  box: Box;
  sent: number;
  reported: number | undefined;
  finished: number;
}

describe("the report of an idle thread", () => {
  /** Two calls: one never ends, the other, sent when it may be, ends at once. `counts`: the report says how much had arrived. */
  const model = (counts: boolean): Model<Idle> => ({
    memory: () => ({ box: box(), sent: 0, reported: undefined, finished: 0 }),
    threads: {
      caller: function* (memory, local) {
        for (const call of ["never", "ends"]) {
          yield `send ${call}`;
          memory.sent++;
          memory.box.messages.push(call);
        }
        yield { at: "waiting", ready: () => memory.reported !== undefined || memory.finished === 1 };
        local.deadlock = counts ? memory.reported === memory.sent : memory.reported !== undefined;
        if (local.deadlock && memory.finished === 0) throw new Error("a false alarm");
      },
      thread: function* (memory, local) {
        local.received = 0;
        while ((local.received as number) < 2) {
          yield { at: "event loop", ready: () => memory.box.messages.length > 0 };
          const call = memory.box.messages.shift();
          local.received = (local.received as number) + 1;
          if (call === "ends") {
            yield "answer";
            memory.finished++;
          }
          yield "report";
          memory.reported = local.received as number;
        }
      },
    },
  });

  test("is no false alarm, for it says how much had arrived", () => {
    expect(explore(model(true)).failure).toBeUndefined();
  });

  test("would be one without that", () => {
    expect(explore(model(false)).failure?.reason).toBe("a false alarm");
  });
});
