import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { allocateMailbox, MailboxReader, MailboxWriter } from "../../src/platform/web/mailbox.ts";

/** Both ends in one thread. */
function mailbox(capacity: number): { writer: MailboxWriter; reader: MailboxReader; rings: () => number } {
  const memory = allocateMailbox(capacity);
  let rings = 0;
  const reader = new MailboxReader(memory, () => {
    rings++;
  });
  return { writer: new MailboxWriter(memory), reader, rings: () => rings };
}

const message = (length: number, first: number): Uint8Array => Uint8Array.from({ length }, (_, i) => first + i);

describe("a mailbox", () => {
  test("brings messages in order, round and round", () => {
    const { writer, reader, rings } = mailbox(64);
    for (let i = 0; i < 100; i++) {
      writer.send(message(7, i));
      writer.send(message(1, i));
      expect(writer.isEmpty).toBe(true);
      expect(reader.receive()).toEqual(message(7, i));
      expect(reader.receive()).toEqual(message(1, i));
      expect(reader.receive()).toBeUndefined();
    }
    expect(rings()).toBe(0);
  });

  test("brings what is larger than it in parts, and tells the writer of room", () => {
    const { writer, reader, rings } = mailbox(16);
    writer.send(message(100, 0));
    writer.send(message(3, 5));
    expect(writer.isEmpty).toBe(false);
    expect(writer.proceed()).toBe(false);
    const got: (Uint8Array | undefined)[] = [];
    for (let turn = 0; !writer.isEmpty || turn === 0; turn++) {
      const before = rings();
      const received = reader.receive();
      if (received !== undefined) got.push(received);
      if (!writer.isEmpty) expect(rings()).toBeGreaterThan(before);
      expect(writer.proceed()).toBe(true);
    }
    for (let received = reader.receive(); received !== undefined; received = reader.receive()) got.push(received);
    expect(got).toEqual([message(100, 0), message(3, 5)]);
  });

  test("goes on where its counters overflow", () => {
    const memory = allocateMailbox(64);
    const words = new Int32Array(memory, 0, 64);
    words[0] = words[32] = -20; // 20 bytes before 2 ** 32.
    const writer = new MailboxWriter(memory);
    const reader = new MailboxReader(memory, () => {});
    for (let i = 0; i < 10; i++) {
      writer.send(message(9, i));
      expect(reader.receive()).toEqual(message(9, i));
    }
  });

  test("loses nothing when two threads both send more than fits", async () => {
    const toWorker = allocateMailbox(256);
    const toHere = allocateMailbox(256);
    const worker = new Worker(await program(), { eval: true, workerData: { incoming: toWorker, outgoing: toHere } });
    const problems: unknown[] = [];
    worker.on("error", (error) => problems.push(error));
    const exit = new Promise((resolve) => worker.once("exit", resolve));
    const { flood } = (await import("./mailbox-flood.ts")) as typeof import("./mailbox-flood.ts");
    expect(flood(toHere, toWorker, 10_000)).toBe("all");
    expect(await exit).toBe(0);
    expect(problems).toEqual([]);
  });
});

async function program(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { flood } from "./mailbox-flood.ts"; import { workerData } from "node:worker_threads";
        if (flood(workerData.incoming, workerData.outgoing, 10000) !== "all") throw new Error("not all");`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
  });
  return String(outputFiles[0]?.text);
}
