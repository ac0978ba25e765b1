import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { coroutine, each, iterate, load, run, sleep } from "miniasync";
import { describe, expect, test } from "vitest";

/** A source in the thread that tells what is done with it. */
const sources = coroutine(async (count: number, failAt: number) => {
  const told = { pulled: 0, closed: 0 };
  async function* source() {
    try {
      for (let i = 0; i < count; i++) {
        if (i === failAt) throw new RangeError(`at ${i}`);
        told.pulled++;
        yield { i };
      }
    } finally {
      told.closed++;
    }
  }
  return { source: source(), tell: () => ({ ...told }) };
});

describe("iterate()", () => {
  test("gives every item in order, of async iterables, iterables, iterators and streams", () => {
    const [{ source }] = run(sources(1000, -1));
    expect([...iterate(source)].map(({ i }) => i)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...iterate(coroutine(async () => new Set([1, 2]).values())())]).toEqual([1, 2]);
    expect([...iterate(coroutine(async () => [1, 2])())]).toEqual([1, 2]);
    const body = coroutine(async () => new Response("text").body as ReadableStream<Uint8Array>);
    expect(Buffer.concat([...iterate(body())]).toString()).toBe("text");
  });

  test("of a large file in pieces keeps every byte", () => {
    const folder = mkdtempSync(`${tmpdir()}/iterate-`);
    const bytes = Buffer.alloc(1_000_000, "0123456789");
    writeFileSync(`${folder}/file`, bytes);
    const fs = load<typeof import("node:fs")>("node:fs");
    const pieces = [...iterate(fs.createReadStream(`${folder}/file`, { highWaterMark: 10_000 }))] as Buffer[];
    rmSync(folder, { recursive: true });
    expect(pieces[0]).toBeInstanceOf(Buffer);
    expect(pieces.length).toBe(100);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  });

  test("reads ahead by a batch at most", () => {
    const [{ source, tell }] = run(sources(1_000_000, -1));
    const items = iterate(source);
    items.next();
    run(sleep(20));
    expect(run(tell())[0].pulled).toBeLessThan(100);
    items.return?.();
    expect(run(tell())[0].closed).toBe(1);
  });

  test("closes the source when it is left early, by break and by an error", () => {
    const [left] = run(sources(10, -1));
    for (const { i } of iterate(left.source)) if (i === 2) break;
    expect(run(left.tell())[0].closed).toBe(1);
    const [thrown] = run(sources(10, -1));
    expect(() => {
      for (const _ of iterate(thrown.source)) throw new Error("out");
    }).toThrow("out");
    expect(run(thrown.tell())[0].closed).toBe(1);
  });

  test("throws what the source throws, after the items before it, and nothing twice", () => {
    const [{ source, tell }] = run(sources(10, 3));
    const seen: number[] = [];
    expect(() => {
      for (const { i } of iterate(source)) seen.push(i);
    }).toThrow(new RangeError("at 3"));
    expect(seen).toEqual([0, 1, 2]);
    expect(run(tell())[0].closed).toBe(1);
    expect([...iterate(source)]).toEqual([]);
  });

  test("refuses what cannot be iterated over", () => {
    expect(() => [...iterate(coroutine(async () => new Response("x"))() as never)]).toThrow(
      "Response is no (async) iterable and no iterator",
    );
    expect(() => [...iterate(5 as never)]).toThrow("nothing to iterate over");
  });
});

describe("each()", () => {
  test("goes on with siblings, waits for coroutines of the body, and ends when that says true", () => {
    const [{ source, tell }] = run(sources(100, -1));
    const trace: unknown[] = [];
    function* ticker() {
      for (let i = 0; i < 3; i++) trace.push(yield* sleep(4, `tick ${i}`));
    }
    run(
      each(source, function* ({ i }) {
        trace.push(i);
        yield* sleep(3);
        return i === 4;
      }),
      ticker(),
    );
    expect(trace.filter((item) => typeof item === "number")).toEqual([0, 1, 2, 3, 4]);
    expect(trace.indexOf("tick 0")).toBeLessThan(trace.indexOf(4));
    expect(run(tell())[0].closed).toBe(1);
  });

  test("closes the source when the body throws, and when it is cancelled", () => {
    const [thrown] = run(sources(100, -1));
    const fail = each(thrown.source, () => {
      throw new Error("body");
    });
    expect(() => run(fail)).toThrow("body");
    expect(run(thrown.tell())[0].closed).toBe(1);
    const [cancelled] = run(sources(100, -1));
    const forever = each(cancelled.source, function* () {
      yield* sleep(1000);
    });
    expect(() => run(forever, { timeout: 20 })).toThrow("20");
    expect(run(cancelled.tell())[0].closed).toBe(1);
  });
});
