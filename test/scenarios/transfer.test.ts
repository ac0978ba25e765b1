import { coroutine, run, transfer } from "miniasync";
import { describe, expect, test } from "vitest";

const length = coroutine(async (bytes: Uint8Array) => bytes.length);

describe("transfer()", () => {
  test("moves memory there: it is gone here, and refused when it is sent again", () => {
    const bytes = new Uint8Array(1000);
    expect(run(length(transfer(bytes, [bytes.buffer])))).toEqual([1000]);
    expect(bytes.length).toBe(0);
    expect(() => run(length(bytes))).toThrow("Cannot send args[0]: its memory has been moved away, by a transfer");
  });

  test("moves streams and ports, as parts of an argument too", () => {
    const read = coroutine(async (given: { deep: [ReadableStream<string>] }) => {
      const reader = given.deep[0].getReader();
      return (await reader.read()).value;
    });
    const stream = new ReadableStream<string>({
      start(controller) {
        controller.enqueue("hello");
        controller.close();
      },
    });
    const { port1, port2 } = new MessageChannel();
    const receive = coroutine(
      ({ port }: { port: import("node:worker_threads").MessagePort & { onmessage: unknown } }) =>
        new Promise((resolve) => {
          port.onmessage = ({ data }: { data: unknown }) => {
            resolve(data);
            port.close();
          };
        }),
    );
    port1.postMessage("before");
    expect(run(receive(transfer({ port: port2 }, [port2]) as never))).toEqual(["before"]);
    port1.close();
    const given = transfer({ deep: [stream] as [ReadableStream<string>] }, [stream]);
    // A moved stream still ends here: its pieces come from this thread, which blocks.
    expect(() => run(read(given as never), { timeout: 200, cancelGrace: 0 })).toThrow();
  });

  test("moves results of the thread's modules", () => {
    const make = coroutine(async () => {
      const { transfer } = await import("miniasync");
      const bytes = new Uint8Array(1000);
      const result = transfer({ bytes }, [bytes.buffer]);
      return { result, left: () => bytes.length };
    });
    const [{ result, left }] = run(make());
    expect(result.bytes.length).toBe(1000);
    expect(run(left())).toEqual([0]);
  });

  test("refuses what nothing can move, at once or as an error of the call", () => {
    expect(() => transfer("text", [])).toThrow("value is a string, which holds nothing to move");
    expect(() => transfer({}, {} as never)).toThrow("list is not an array");
    const list = (item: unknown) => () => transfer({}, [item as never]);
    expect(list({})).toThrow("Cannot transfer list[0]: it is plain data, which is copied");
    expect(list(new Uint8Array(1))).toThrow("it is a view of memory; move its buffer");
    expect(list(new SharedArrayBuffer(1))).toThrow("it is shared by both sides anyway");
    const moved = new ArrayBuffer(8);
    structuredClone(moved, { transfer: [moved] });
    expect(list(moved)).toThrow("its memory has been moved away already");
    expect(() => run(length(transfer(new Uint8Array(1), [new (class Odd {})() as never])))).toThrow(TypeError);
    expect(run(length(new Uint8Array(1)))).toEqual([1]);
  });
});
