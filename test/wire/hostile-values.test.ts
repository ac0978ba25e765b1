import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { CloneError } from "../../src/errors.ts";
import { Loopback } from "./loopback.ts";

const result = (value: unknown): unknown => new Loopback().toCaller(value);
const argument = (value: unknown): unknown => new Loopback().toThread(value);

describe("a hostile value", () => {
  const thrown = (body: () => unknown): CloneError => {
    try {
      body();
    } catch (error) {
      return error as CloneError;
    }
    throw new Error("it did not throw");
  };

  test("with a getter that throws is refused with its path and cause", () => {
    const cause = new RangeError("no");
    const hostile = {
      list: [
        {
          get bad() {
            throw cause;
          },
        },
      ],
    };
    const error = thrown(() => result(hostile));
    expect(error).toBeInstanceOf(CloneError);
    expect(error).toMatchObject({ path: "result.list[0].bad", cause, code: "MINIASYNC_CLONE" });
    expect(thrown(() => argument([hostile]))).toMatchObject({ path: "args[0].list[0].bad" });
  });

  test("that tells another story the second time is an error, or what it said at last", () => {
    let reads = 0;
    const turncoat = {
      get value() {
        return reads++ === 0 ? "plain" : () => {};
      },
    };
    expect(typeof (result(turncoat) as { value: unknown }).value).toBe("function");
  });

  test("nested 100,000 deep arrives", () => {
    for (const wrap of [
      (value: unknown) => ({ value }),
      (value: unknown) => [value],
      (value: unknown) => new Set([value]),
    ]) {
      let deep: unknown = wrap(0);
      for (let i = 0; i < 100_000; i++) deep = wrap(deep);
      let copy = result(deep);
      let depth = 0;
      while (typeof copy === "object") {
        copy = copy instanceof Set ? [...copy][0] : Object.values(copy as object)[0];
        depth++;
      }
      expect(depth).toBe(100_001);
    }
  });

  test("refused in the depth has a path that can be read", () => {
    let deep: unknown = new (class Secret {
      method() {}
    })();
    for (let i = 0; i < 100_000; i++) deep = { deep };
    const error = thrown(() => argument(deep));
    expect(error.path.length).toBeLessThan(300);
    expect(error.message).toContain("an instance of Secret has methods");
  });

  test("that can be reached by 2^60 ways is sent once", () => {
    let graph: unknown[] = [];
    for (let i = 0; i < 60; i++) graph = [graph, graph];
    let copy = result(graph) as unknown[];
    for (let i = 0; i < 60; i++) {
      expect(copy[0]).toBe(copy[1]);
      copy = copy[0] as unknown[];
    }
  });

  test("with a length of 4 billion and two items takes no time", () => {
    const sparse: unknown[] = [1];
    sparse.length = 4_294_967_295;
    sparse[4_000_000_000] = 2;
    expect(Object.keys(result(sparse) as object)).toEqual(["0", "4000000000"]);
  });

  test("behind a Proxy stays where it is, and is refused as an argument", () => {
    const trap = () => {
      throw new Error("a trap was called");
    };
    const handler = new Proxy({}, { get: () => trap });
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const proxy of [new Proxy({}, handler), new Proxy(() => {}, handler), revoked.proxy]) {
      expect(inspect(result({ proxy }))).toContain("[remote ");
      if (typeof proxy !== "function")
        expect(thrown(() => argument([proxy]))).toMatchObject({ path: "args[0]", message: /Proxy/ });
    }
  });

  test("whose class lies about its name is still sent", () => {
    class Liar {
      static get name(): string {
        throw new Error("no name");
      }
      value = 1;
    }
    expect(thrown(() => result(new Liar()))).toBeInstanceOf(Error);
    expect(
      result(
        new (class {
          value = 1;
        })(),
      ),
    ).toEqual({ value: 1 });
  });

  test("memory that was moved away is refused with its path", () => {
    const memory = new ArrayBuffer(8);
    const view = new Uint8Array(memory);
    structuredClone(memory, { transfer: [memory] });
    expect(thrown(() => result({ memory }))).toMatchObject({ path: "result.memory", code: "MINIASYNC_CLONE" });
    expect(thrown(() => argument([{ view }]))).toMatchObject({ path: "args[0].view", code: "MINIASYNC_CLONE" });
  });

  test("never changes what others see", () => {
    result(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
