import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CloneError, LoopClosedError, LoopError, MiniasyncError } from "../../src/errors.ts";
import { Loopback } from "./loopback.ts";

const arrived = (error: unknown): Error & Record<string, unknown> =>
  new Loopback().toCaller(error) as Error & Record<string, unknown>;

describe("an error that crosses", () => {
  test.for([Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError])(
    "keeps the built-in class $name",
    (Kind) => {
      const error = arrived(new Kind("message"));
      expect(Object.getPrototypeOf(error)).toBe(Kind.prototype);
      expect(error.message).toBe("message");
    },
  );

  test("keeps its own properties, seen and hidden, by name and by symbol", () => {
    const source = Object.assign(new Error("m"), { code: "E_X", errno: -2, headers: new Map([["a", 1]]) });
    Object.defineProperty(source, "hidden", { value: 5, enumerable: false });
    Object.assign(source, { [Symbol.for("s")]: [1] });
    const error = arrived(source);
    expect(Object.keys(error)).toEqual(["code", "errno", "headers"]);
    expect(error).toMatchObject({ code: "E_X", errno: -2, headers: new Map([["a", 1]]), hidden: 5 });
    expect((error as unknown as Record<symbol, unknown>)[Symbol.for("s")]).toEqual([1]);
  });

  test("keeps a code that its class has for all of them, as those of Bun do", () => {
    class Coded extends Error {
      get code() {
        return "E_CODED";
      }
    }
    expect(arrived(new Coded("m"))).toMatchObject({ code: "E_CODED" });
    expect(Object.keys(arrived(new Coded("m")))).toEqual([]);
  });

  test("keeps causes and errors, in circles too", () => {
    const inner = new TypeError("inner");
    const outer: Error & { self?: unknown } = new AggregateError([inner, "text", undefined], "outer", { cause: inner });
    outer.self = outer;
    const error = arrived(outer) as unknown as AggregateError & { self: unknown };
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.errors).toEqual([expect.any(TypeError), "text", undefined]);
    expect(error.cause).toBe(error.errors[0]);
    expect(error.self).toBe(error);
    expect(Object.keys(error)).toEqual(["self"]);
  });

  test("keeps the name of a class that is not known here, and the built-in class above it", () => {
    class HttpError extends TypeError {
      override name = "HttpError";
      status = 404;
      retry() {}
    }
    const error = arrived(new HttpError("not found"));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ name: "HttpError", status: 404, message: "not found" });
    class Quiet extends Error {}
    expect(arrived(new Quiet("q")).name).toBe("Error");
  });

  test("keeps its stack as it is", () => {
    const source = new Error("with a stack");
    expect(arrived(source).stack).toBe(source.stack);
  });

  test("of the DOM keeps its name, code, cause and properties", () => {
    const source = Object.assign(new DOMException("gone", { name: "NotFoundError", cause: new Error("why") }), {
      x: 1,
    });
    const error = arrived(source);
    expect(error).toBeInstanceOf(DOMException);
    expect(error).toMatchObject({ name: "NotFoundError", message: "gone", code: 8, x: 1 });
    expect(error.cause).toMatchObject({ message: "why" });
    expect(error.stack).toBe(source.stack);
  });

  test("of this package is of the same class here", () => {
    const error = arrived(new CloneError("Cannot", "args[0]"));
    expect(error).toBeInstanceOf(CloneError);
    expect(error).toBeInstanceOf(MiniasyncError);
    expect(error).toMatchObject({ path: "args[0]", code: "MINIASYNC_CLONE", name: "CloneError" });
    expect(arrived(new LoopClosedError("closed"))).toBeInstanceOf(LoopError);
  });

  test("gets the prototype of a local class that has its name, without running the constructor", () => {
    class NotFound extends Error {
      constructor(runs: () => void) {
        super();
        runs(); // Of no argument this throws.
      }
    }
    const bridge = new Loopback();
    const source = new (class NotFound extends Error {})("x");
    const below = new (class Missing extends (source.constructor as ErrorConstructor) {})("y");
    expect(bridge.toCaller(source, [NotFound])).toBeInstanceOf(NotFound);
    expect(bridge.toCaller(below, [NotFound])).toBeInstanceOf(NotFound);
    expect(bridge.toCaller(new Error("z"), [NotFound])).not.toBeInstanceOf(NotFound);
  });

  test("is the very same object when it comes home", () => {
    const bridge = new Loopback();
    const mine = Object.assign(new Error("mine"), { callback() {} });
    expect(bridge.echo(mine)).toBe(mine);
    expect((bridge.echo({ errors: [mine] }) as { errors: Error[] }).errors[0]).toBe(mine);
    const wrapped = new Error("theirs", { cause: bridge.toThread(mine) });
    expect((bridge.toCaller(wrapped) as Error).cause).toBe(mine);
    const theirs = new Error("theirs");
    expect(bridge.toThread(bridge.toCaller(theirs))).toBe(theirs);
  });

  test("arrives although parts of it cannot", () => {
    const hostile = Object.assign(new Error("m"), { request: new Proxy({}, {}), retry: () => {}, good: 1 });
    Object.defineProperty(hostile, "bad", {
      enumerable: true,
      get() {
        throw new Error("no");
      },
    });
    const error = arrived(hostile);
    expect(error).toMatchObject({ message: "m", good: 1, bad: undefined });
    expect(typeof error.retry).toBe("function");
    class Socket {
      send() {}
    }
    const failed = Object.assign(new Error("f"), { socket: new Socket(), details: { deep: [new Socket(), 1] } });
    expect(new Loopback().toThread(failed)).toMatchObject({
      message: "f",
      socket: undefined,
      details: { deep: [undefined, 1] },
    });
    const strange = new Error();
    Object.assign(strange, { message: Object.create(null), stack: 5, name: Symbol("n") });
    expect(arrived(strange)).toMatchObject({ message: "something that has no text", stack: 5 });
  });

  test("may be anything at all", () => {
    for (const thrown of [undefined, null, 0, "text", { code: 1 }, [new Error("in a list")]])
      expect(new Loopback().toCaller(thrown)).toEqual(thrown);
  });
});

describe("any error", () => {
  const properties = fc.dictionary(
    fc.string({ minLength: 1 }).filter((key) => !["stack", "message", "name", "cause", "errors"].includes(key)),
    fc.anything({ maxDepth: 2 }),
  );
  test("keeps message, name and properties", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), properties, (message, name, own) => {
        const source = new Error(message);
        source.name = name;
        for (const key of Object.keys(own))
          Object.defineProperty(source, key, { value: own[key], enumerable: true, configurable: true, writable: true });
        const error = arrived(source);
        expect([error.message, error.name, error.stack]).toEqual([message, name, source.stack]);
        expect(Object.keys(error)).toEqual(Object.keys(source));
        for (const key of Object.keys(own)) expect(error[key]).toEqual(own[key]);
      }),
      { numRuns: 200 },
    );
  });
});
