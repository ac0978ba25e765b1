import { CancelledError, CloneError, coroutine, LoopError, load, MiniasyncError, run, sleep } from "miniasync";
import type * as Pg from "pg";
import { describe, expect, test } from "vitest";

const fs = load<typeof import("node:fs/promises")>("node:fs/promises");
const pg = load<typeof Pg>("pg");
// biome-ignore lint/suspicious/noExplicitAny: the error of any kind
const caught = (body: () => unknown): any => {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error("it did not throw");
};
const failing = coroutine(async (name: string) => {
  const { default: pg } = await import("pg");
  class HttpError extends TypeError {
    status = 404;
  }
  class NotFound extends HttpError {}
  if (name === "NotFound") throw new NotFound("not found");
  if (name === "DatabaseError") throw Object.assign(new pg.DatabaseError("db", 1, "error"), { severity: "FATAL" });
  if (name === "AggregateError")
    throw new AggregateError([new NotFound("a"), "b"], "both", { cause: new Error("why") });
  if (name === "AbortError") throw new DOMException("aborted", "AbortError");
  throw name;
});

describe("an error of a call", () => {
  test("of the system has code, path and all", () => {
    const error = caught(() => run(fs.readFile("/nowhere/at/all")));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: "ENOENT", errno: -2, syscall: "open", path: "/nowhere/at/all" });
  });

  test("keeps errors, cause and what is no error", () => {
    const error = caught(() => run(failing("AggregateError")));
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.errors).toEqual([expect.objectContaining({ message: "a", status: 404 }), "b"]);
    expect(error.cause.message).toBe("why");
    expect(caught(() => run(failing("text")))).toBe("text");
    expect(caught(() => run(failing("AbortError")))).toBeInstanceOf(DOMException);
  });

  test("that the thread's own part of miniasync raises is of our classes", () => {
    const bad = coroutine(async () => ({
      deep: [
        {
          get x() {
            throw new Error("inner");
          },
        },
      ],
    }));
    const error = caught(() => run(bad()));
    expect(error).toBeInstanceOf(CloneError);
    expect(error).toBeInstanceOf(MiniasyncError);
    expect(error).toMatchObject({ code: "MINIASYNC_CLONE", path: "result.deep[0].x", cause: { message: "inner" } });
  });

  test("leaves the bridge as it was, whatever it holds", () => {
    const hostile = coroutine(async () => {
      const error = new Error("hostile");
      Object.assign(error, {
        proxy: new Proxy({}, {}),
        deep: {
          get x() {
            throw 1;
          },
        },
        self: error,
      });
      throw error;
    });
    const error = caught(() => run(hostile()));
    expect(error).toMatchObject({ message: "hostile", deep: { x: undefined } });
    expect(error.self).toBe(error);
    expect(run(fs.readdir("."))[0].length).toBeGreaterThan(0);
  });
});

describe("which errors are results", () => {
  test("those of a class of the module, by identity, wherever the module was imported", () => {
    const [error, other] = run(failing("DatabaseError"), failing("NotFound"), {
      returnExceptions: [pg.DatabaseError, TypeError],
    });
    expect(error instanceof pg.DatabaseError).toBe(true);
    expect(other instanceof pg.DatabaseError).toBe(false);
    expect(error).toMatchObject({ severity: "FATAL", message: "db" });
  });

  test("those of a local class, by name along the chain; they get its prototype, and no constructor runs", () => {
    class HttpError extends Error {
      status = 0;
      constructor() {
        super("the constructor ran");
      }
      get isClient(): boolean {
        return this.status >= 400;
      }
    }
    const [error] = run(failing("NotFound"), { returnExceptions: [HttpError] });
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ message: "not found", status: 404, isClient: true });
    expect(caught(() => run(failing("NotFound")))).not.toBeInstanceOf(HttpError);
  });

  test("those of the classes of load() and coroutine(), in every run", () => {
    class NotFound extends Error {}
    const known = coroutine(
      async () => {
        class NotFound extends Error {}
        throw new NotFound("x");
      },
      { errors: [NotFound] },
    );
    expect(caught(() => run(known()))).toBeInstanceOf(NotFound);
  });

  test("those that an object says it wants", () => {
    const enoent = {
      [Symbol.hasInstance]: (error: unknown): error is NodeJS.ErrnoException =>
        (error as NodeJS.ErrnoException).code === "ENOENT",
    };
    const [error, name] = run(fs.stat("/nowhere"), sleep(1, "x"), { returnExceptions: [enoent] });
    expect([(error as NodeJS.ErrnoException).code, name]).toEqual(["ENOENT", "x"]);
  });

  test("and a cancelled call throws CancelledError into its coroutine", () => {
    const trace: unknown[] = [];
    function* waits() {
      try {
        yield* coroutine(() => new Promise((resolve) => setTimeout(resolve, 50)))();
      } catch (error) {
        trace.push(error instanceof CancelledError);
        throw error;
      }
    }
    function* fails() {
      yield* sleep(5);
      throw new LoopError("stop");
    }
    expect(() => run(waits(), fails())).toThrow(LoopError);
    expect(trace).toEqual([true]);
  });
});
