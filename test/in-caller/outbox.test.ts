import { describe, expect, test } from "vitest";
import { Outbox } from "../../src/in-caller/outbox.ts";
import { Doorbell } from "../../src/wire/bell.ts";
import type { Border } from "../../src/wire/border.ts";
import { type PostedRequests, type Request, wholeRequest } from "../../src/wire/protocol.ts";
import { Loopback } from "../wire/loopback.ts";

function outbox(): { it: Outbox; trace: string[]; posted: Request[][]; refused: [number, unknown][] } {
  const trace: string[] = [];
  const posted: Request[][] = [];
  const refused: [number, unknown][] = [];
  const bell = new Doorbell(Doorbell.allocate());
  bell.ring = () => void trace.push("ring");
  const border: Border = new Loopback().caller;
  const end = {
    post(message: unknown) {
      posted.push((structuredClone(message) as PostedRequests).map(wholeRequest));
      trace.push("post");
      return true;
    },
  };
  const it = new Outbox(end, bell, border, { unsent() {}, refused: (id, error) => refused.push([id, error]) });
  return { it, trace, posted, refused };
}

const call = (id: number, value: unknown): { message: Request; value: unknown } => ({
  message: { kind: "call", id, target: 0, construct: false, value },
  value,
});

describe("Outbox.flush()", () => {
  test("posts, then rings: all of a tick as one message", () => {
    const { it, trace, posted } = outbox();
    it.push(call(1, ["one"]));
    it.push(call(2, ["two"]));
    expect(trace).toEqual([]);
    it.flush();
    expect(trace).toEqual(["post", "ring"]);
    expect(posted[0]!.map((request) => "id" in request && request.id)).toEqual([1, 2]);
    expect(it.count).toBe(2);
  });

  test("need not be called for very many: the thread begins with the first of them", () => {
    const { it, posted } = outbox();
    for (let id = 1; id <= 150; id++) it.push(call(id, []));
    expect(posted.map(({ length }) => length)).toEqual([64, 64]);
    it.flush();
    expect(posted.map(({ length }) => length)).toEqual([64, 64, 22]);
  });

  test("does nothing when nothing has gathered", () => {
    const { it, trace } = outbox();
    it.flush();
    it.push(call(1, []));
    it.flush();
    it.flush();
    expect(trace).toEqual(["post", "ring"]);
  });

  test("sends the others when one of them cannot be sent, refuses that one, and keeps the count", () => {
    const { it, trace, posted, refused } = outbox();
    it.push(call(1, ["fine"]));
    it.push(call(2, [Promise.resolve()]));
    it.push(call(3, ["fine, too"]));
    it.flush();
    expect(posted.flat().map(({ kind }) => kind)).toEqual(["call", "nothing", "call"]);
    expect(refused.map(([id, error]) => [id, (error as Error).name])).toEqual([[2, "CloneError"]]);
    expect(trace.at(-1)).toBe("ring");
    // As many as were counted have been sent: the thread tells by their number whether it has seen them all.
    expect(posted.flat()).toHaveLength(it.count);
  });

  test("tries by table what structured clone refuses", () => {
    const { it, posted, refused } = outbox();
    it.push(call(1, [() => 1]));
    it.flush();
    expect(refused).toEqual([]);
    expect(posted.flat()[0]).toMatchObject({ kind: "call", id: 1, nodes: expect.any(Array) });
  });
});
