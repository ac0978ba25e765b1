// What stands in a value's way is told to whoever waits for it, and to nobody else.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectEnded, scenario } from "../support/scenario.ts";

test("a string that there is no memory to send is an error of its call, not a hang", async () => {
  const folder = mkdtempSync(join(tmpdir(), "miniasync-crossing-"));
  try {
    // What postMessage does when the system gives it no more memory, which cannot be brought about without losing the process.
    writeFileSync(
      `${folder}/short-of-memory.mjs`,
      `import { MessagePort } from "node:worker_threads";
       const post = MessagePort.prototype.postMessage;
       const isLarge = (value) => Array.isArray(value) ? value.some(isLarge) : typeof value === "string" && value.length > 1e6;
       MessagePort.prototype.postMessage = function (message, ...rest) {
         if (isLarge(message)) throw new DOMException("Data cannot be cloned, out of memory.", "DataCloneError");
         return post.call(this, message, ...rest);
       };`,
    );
    const result = await scenario(
      `loop((own) => {
         attempt(() => own.run(coroutine((length) => "a".repeat(length))(2e6)));
         attempt(() => own.run(coroutine(async (length) => "a".repeat(length))(2e6)));
         attempt(() => own.run(echo("next")));
       }, { thread: { imports: ["${folder}/short-of-memory.mjs"] } });`,
    );
    expectEnded(result, 3);
    const refused = { name: "DataCloneError", message: "Data cannot be cloned, out of memory." };
    expect(result.attempts).toMatchObject([refused, refused, { value: ["next"] }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an answer of a generator function that means nothing there rejects its promise, and nothing that is sent with it is lost", async () => {
  const result = await scenario(`
    const ask = coroutine(async (callback) => {
      try { return await callback(); } catch (error) { return error.message; }
    });
    const after = coroutine((value) => value);
    attempt(() => run(ask(function* () { return signal; }), sleep(5), (function* () {
      for (let i = 0; i < 20; i++) { yield* after(i); yield* sleep(1); }
      return "others";
    })()));
    attempt(() => run(echo("next")));`);
  expectEnded(result, 2);
  expect(result.attempts).toMatchObject([
    { value: ["Cannot send signal as the result of a callback: pass it as an argument of a call", null, "others"] },
    { value: ["next"] },
  ]);
});

test("a symbol that a polyfill has added to Symbol, here or there, is a symbol there, and itself when it comes back", async () => {
  const result = await scenario(`
    Symbol.ofCaller = Symbol("of the caller");
    const look = coroutine((value) => [typeof value, Object.keys(Symbol).length]);
    const keys = coroutine((value) => Reflect.ownKeys(value).map(String));
    const patch = coroutine(() => { Symbol.ofBoth = Symbol("there"); Symbol.ofThread = Symbol("of the thread"); });
    attempt(() => run(look(Symbol.ofCaller)));
    attempt(() => run(keys({ [Symbol.ofCaller]: 1, other: 2 })));
    attempt(() => run(echo(Symbol.ofCaller))[0] === Symbol.ofCaller);
    run(patch());
    Symbol.ofBoth = Symbol("here");
    attempt(() => run(echo(Symbol.ofBoth))[0] === Symbol.ofBoth);
    attempt(() => run(coroutine((value) => value === Symbol.ofBoth)(Symbol.ofBoth)));
    attempt(() => run(coroutine(() => Symbol.ofThread)()).map(String));`);
  expectEnded(result, 6);
  expect(result.attempts.map(({ value }) => value)).toEqual([
    [["symbol", 0]],
    [["other", "Symbol(of the caller)"]],
    true,
    true,
    [true],
    ["Symbol(of the thread)"],
  ]);
});

test("a proxy whose traps throw is a handle like any other", async () => {
  const result = await scenario(`
    const trap = coroutine(() => new Proxy({ a: 1 }, { getPrototypeOf() { throw new Error("trap") } }));
    attempt(() => run(trap())[0].a);`);
  expectEnded(result, 1);
  expect(result.attempts[0]).toMatchObject({ value: 1 });
});
