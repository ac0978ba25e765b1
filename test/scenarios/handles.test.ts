import { inspect } from "node:util";
import type * as PgLite from "@electric-sql/pglite";
import { coroutine, get, type Handle, LoopClosedError, LoopError, load, loop, run, sync } from "miniasync";
import { describe, expect, test } from "vitest";

const respond = coroutine((text: string, status: number) => Promise.resolve(new Response(text, { status })));

describe("a handle", () => {
  test("has properties at once, methods as coroutines, and parts that are handles themselves", () => {
    const [response] = run(respond("body", 201));
    expect([response.status, response.ok, response.headers.get("content-type")]).toEqual([
      201,
      true,
      "text/plain;charset=UTF-8",
    ]);
    const body = response.body as Handle<ReadableStream>;
    expect(body.locked).toBe(false);
    expect(response.body).toBe(body);
    expect(run(response.text())).toEqual(["body"]);
    expect([response.bodyUsed, body.locked]).toEqual([true, true]);
  });

  test("is no coroutine, and no options", () => {
    const [response] = run(respond("body", 201));
    const handle = response as never;
    expect(() => run(handle)).toThrow(/argument 1 is the handle Response#\d+, not a coroutine; call one/);
    expect(() => run(respond("", 200), handle)).toThrow(/argument 2 is the handle/);
    expect(loop(() => response, { thread: "shared" })).toBe(response);
  });

  test("of a database: classes, queries, transactions with callbacks, its class of errors", () => {
    const pglite = load<typeof PgLite>("@electric-sql/pglite");
    function* program() {
      const db = yield* new pglite.PGlite();
      try {
        yield* db.exec("create table t (id int primary key, at timestamp, bytes bytea)");
        yield* db.transaction(function* (tx) {
          yield* tx.query("insert into t values ($1, $2, $3)", [1, new Date(0), new Uint8Array([1, 2])]);
          yield* tx.query("insert into t values (2, null, null)");
        });
        const { rows } = (yield* db.query("select * from t order by id")) as { rows: Record<string, unknown>[] };
        return { rows, ready: db.ready };
      } finally {
        yield* db.close();
      }
    }
    const [{ rows, ready }] = run(program());
    expect(ready).toBe(true);
    expect(rows.map(({ id }) => id)).toEqual([1, 2]);
    expect(rows[0]).toMatchObject({ at: expect.any(Date), bytes: new Uint8Array([1, 2]) });
    expect(rows[1]).toMatchObject({ at: null, bytes: null });
  });

  test("is the same object every time, there and here", () => {
    const make = coroutine(async () => {
      const shared = new EventTarget();
      return {
        pair: [shared, shared],
        is: (value: unknown, parts: { nested: unknown[] }) => value === shared && parts.nested[0] === shared,
      };
    });
    const [{ pair, is }] = run(make());
    expect(pair[0]).toBe(pair[1]);
    expect(run(is(pair[0], { nested: [pair[1]] }))).toEqual([true]);
  });

  test("is an instance of the classes that it has there", () => {
    const streams = load<typeof import("node:stream")>("node:stream");
    const [readable] = run(streams.Readable.from([1]));
    expect(readable instanceof streams.Readable).toBe(true);
    expect((readable as unknown) instanceof streams.Writable).toBe(false);
    const [{ Base, child }] = run(
      coroutine(async () => {
        class Base {
          method() {}
        }
        return { Base, child: new (class Child extends Base {})() };
      })(),
    );
    expect((child as unknown) instanceof (Base as never)).toBe(true);
    expect(({} as unknown) instanceof (Base as never)).toBe(false);
  });

  test("calls functions of its own, arrows and methods that were taken off it, with the right object", () => {
    const make = coroutine(async () => {
      class Client {
        name = "client";
        arrow = () => this.name;
        own = function (this: Client) {
          return this.name;
        };
        method() {
          return this.name;
        }
      }
      return new Client();
    });
    const [client] = run(make());
    expect(run(client.arrow(), client.own(), client.method())).toEqual(["client", "client", "client"]);
    const call = coroutine(async (method: () => unknown) => typeof method);
    expect(run(call(client.method as never))).toEqual(["function"]);
    const { method } = client;
    expect(run(method())).toEqual(["client"]);
  });

  test("is read by get() without blocking, and viewed by sync()", () => {
    const [response] = run(respond("x", 202));
    expect(run(get(response, "status"))).toEqual([202]);
    expect(sync(response).text()).toBe("x");
    expect(() => get({} as never, "status" as never)).toThrow("the first argument is no handle");
  });

  test("of a promise is a coroutine", () => {
    const [{ promise, failing }] = run(
      coroutine(async () => {
        const failing = Promise.reject(new Error("inner"));
        failing.catch(() => {});
        return { promise: Promise.resolve(5), failing };
      })(),
    );
    expect(run(promise)).toEqual([5]);
    expect(() => run(failing)).toThrow("inner");
  });
});

describe("what a handle is not", () => {
  const [response] = run(respond("x", 200));
  const fs = load<typeof import("node:fs/promises")>("node:fs/promises");

  test("await, JSON and coercion say what to do", async () => {
    await expect(async () => await (response as unknown as PromiseLike<unknown>)).rejects.toThrow(
      /^Cannot await Response#\d+: it lives in a thread, and is no promise; use yield\* in a coroutine, or run\(\)$/,
    );
    await expect(async () => await (fs.readFile as unknown as PromiseLike<unknown>)).rejects.toThrow("use yield*");
    expect(() => JSON.stringify({ response })).toThrow("it lives in a thread; get its data first");
    expect(() => `${response}`).toThrow("Cannot convert Response#");
    expect(() => Number(fs.stat)).toThrow('Cannot convert "node:fs/promises".stat to a primitive');
    expect(() => Object.assign(response, { x: 1 })).toThrow("Cannot change Response#");
  });

  test("it prints its path", () => {
    expect(inspect(response)).toMatch(/^\[remote Response#\d+\]$/);
    expect(inspect(response.text)).toMatch(/^\[remote Response#\d+\.text\]$/);
    expect(inspect(fs.constants.R_OK)).toBe('[remote "node:fs/promises".constants.R_OK]');
    expect(inspect(sync(fs).readFile)).toBe('[remote "node:fs/promises".readFile, blocking]');
    expect(fs.readFile).toBe(fs.readFile);
  });
});

describe("a handle ends", () => {
  test("when it is disposed of; the thing itself goes on", () => {
    const [{ response, check }] = run(
      coroutine(async () => {
        const response = new Response("x");
        return { response, check: () => response.bodyUsed };
      })(),
    );
    response[Symbol.dispose]();
    response[Symbol.dispose]();
    expect(() => response.status).toThrow(LoopError);
    expect(() => run(response.text())).toThrow("the handle has been released");
    expect(() => run(respond(response as never, 200))).toThrow("it has been released");
    expect(run(check())).toEqual([false]);
  });

  test("with its loop, and cannot be used with another thread", () => {
    const own = loop();
    const [response] = own.run(respond("x", 200));
    expect(() => run(coroutine(async (x: unknown) => x)(response))).toThrow("it lives in another thread");
    expect(run(response.text())).toEqual(["x"]);
    own.close();
    expect(() => response.status).toThrow(LoopClosedError);
    expect(() => run(response.text())).toThrow(LoopClosedError);
  });
});
