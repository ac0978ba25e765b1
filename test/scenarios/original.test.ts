// Every example of the documentation of python's miniasync, with real files and real HTTP.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CancelledError,
  type Coroutine,
  coroutine,
  type Handle,
  load,
  loop,
  type MiniAsync,
  Queue,
  run,
  signal,
} from "miniasync";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Service, startService } from "../support/service.ts";

const fs = load<typeof import("node:fs/promises")>("node:fs/promises");
const request = coroutine((url: string, options?: RequestInit) => fetch(url, options));

class ClientError extends Error {}
class NotFoundError extends ClientError {}

let service: Service;
let folder: string;
beforeAll(async () => {
  service = await startService();
  folder = mkdtempSync(join(tmpdir(), "miniasync-"));
  writeFileSync(join(folder, "file1.txt"), "one");
  writeFileSync(join(folder, "file2.txt"), "two");
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await service.close();
});

function* text(path: string): Coroutine<string> {
  const response = yield* request(`${service.url}${path}`, { signal });
  if (!response.ok) throw new NotFoundError(String(response.status));
  return yield* response.text();
}

/** What the service has seen since `before`. */
function log(before = 0): string[] {
  return JSON.parse(run(text("/log"))[0]).slice(before);
}

describe("getting started", () => {
  test("two files are read at once, and their contents come back in order", () => {
    function* content(name: string): Coroutine<string> {
      const file = yield* fs.open(join(folder, name), "r");
      try {
        return yield* file.readFile("utf8");
      } finally {
        yield* file.close();
      }
    }
    expect(run(content("file1.txt"), content("file2.txt"))).toEqual(["one", "two"]);
  });

  test("two HTTP requests overlap", () => {
    const before = log().length;
    expect(run(text("/hello/slow?delay=150"), text("/hello/fast?delay=50"))).toEqual(["hello slow", "hello fast"]);
    expect(log(before)).toEqual([
      "open /hello/slow",
      "open /hello/fast",
      "answered /hello/fast",
      "answered /hello/slow",
    ]);
  });
});

describe("handling exceptions", () => {
  let seen: string[];
  beforeEach(() => {
    seen = [];
  });

  function* watched(path: string): Coroutine<string> {
    try {
      return yield* text(path);
    } catch (error) {
      seen.push((error as Error).constructor.name);
      throw error;
    } finally {
      seen.push("finally");
    }
  }

  test("a listed error takes the place of a result, subclasses too, and the others go on", () => {
    const results = run(text("/fail"), text("/hello/you?delay=20"), { returnExceptions: [ClientError] });
    expect(results).toEqual([expect.any(NotFoundError), "hello you"]);
  });

  test("an error that is not listed cancels the others, and their requests are aborted", async () => {
    const before = log().length;
    expect(() => run(watched("/hang"), text("/fail"), { returnExceptions: [RangeError] })).toThrow(NotFoundError);
    expect(seen).toEqual(["CancelledError", "finally"]);
    // The service hears of it by a connection of its own, which may be slower than the one that asks.
    await vi.waitFor(() => expect(log(before)).toContain("given up /hang"), { timeout: 5000 });
  });

  test("it is the very same error that is raised", () => {
    const error = new NotFoundError("this one");
    function* failing(): Coroutine<never> {
      yield* text("/hello/first");
      throw error;
    }
    let raised: unknown;
    try {
      run(watched("/hang"), failing());
    } catch (caught) {
      raised = caught;
    }
    expect(raised).toBe(error);
  });

  test("a coroutine may see CancelledError, clean up with other calls, and let it pass", () => {
    function* careful(): Coroutine<string> {
      try {
        return yield* text("/hang");
      } catch (error) {
        if (error instanceof CancelledError) seen.push(yield* text("/hello/cleanup"));
        throw error;
      }
    }
    expect(() => run(careful(), text("/fail"))).toThrow(NotFoundError);
    expect(seen).toEqual(["hello cleanup"]);
  });
});

describe("using the event loop", () => {
  test("coroutines of a loop share a queue that was made outside of them", () => {
    function* coro1(queue: Queue<string>): Coroutine<string> {
      queue.putNowait("world");
      return "hello";
    }
    function* coro2(queue: Queue<string>): Coroutine<string> {
      return yield* queue.get();
    }
    const results = loop((l) => {
      const queue = new Queue<string>();
      return l.run(coro1(queue), coro2(queue));
    });
    expect(results).toEqual(["hello", "world"]);
  });

  test("a loop made by `using` is closed at the end of its block", () => {
    let left: MiniAsync;
    {
      using l = loop();
      left = l;
      expect(l.closed).toBe(false);
    }
    expect(left.closed).toBe(true);
  });
});

describe("a session", () => {
  interface Session {
    post(path: string, data: string): Promise<string>;
    readonly posts: number;
    close(): Promise<void>;
  }
  const openSession = coroutine(async (url: string): Promise<Session> => {
    const { Agent, request } = await import("node:http");
    class HttpSession {
      agent = new Agent({ keepAlive: true, maxSockets: 4 });
      posts = 0;
      async post(path: string, data: string): Promise<string> {
        this.posts++;
        return await new Promise((resolve, reject) => {
          const sent = request(`${url}${path}`, { method: "POST", agent: this.agent }, async (reply) => {
            let body = "";
            for await (const chunk of reply) body += chunk;
            resolve(body);
          });
          sent.on("error", reject);
          sent.end(data);
        });
      }
      async close(): Promise<void> {
        this.agent.destroy();
      }
    }
    return new HttpSession();
  });

  function* post(session: Handle<Session>, notification: string): Coroutine<string> {
    return yield* session.post("/echo", notification);
  }

  test("opened once in the thread, is used by several coroutines and several runs", () => {
    const [session] = run(openSession(service.url));
    expect(run(post(session, "a"), post(session, "b"))).toEqual(["a", "b"]);
    expect(run(session.post("/echo", "c"))).toEqual(["c"]);
    expect(session.posts).toBe(3);
    run(session.close());
  });

  test("a run nested inside a coroutine uses its session", () => {
    function* postOnBoth(notification: string): Coroutine<string> {
      const session = yield* openSession(service.url);
      const [lambda, delta] = run(
        post(session, `${notification} to lambda`),
        post(session, `${notification} to delta`),
      );
      yield* session.close();
      return `${lambda}, ${delta}`;
    }
    expect(run(postOnBoth("hi"))).toEqual(["hi to lambda, hi to delta"]);
  });

  test("a loop nested inside a coroutine uses its session, though the loop is closed before the session", () => {
    function* postOnBoth(notification: string): Coroutine<string[]> {
      const session = yield* openSession(service.url);
      const results = loop((l) => {
        const [first] = l.run(post(session, `${notification} 1`));
        return [first, ...l.run(post(session, `${notification} 2`))];
      });
      yield* session.close();
      return results;
    }
    expect(run(postOnBoth("hi"))).toEqual([["hi 1", "hi 2"]]);
  });
});
