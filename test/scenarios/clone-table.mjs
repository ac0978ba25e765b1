// Prints the table of docs/design/values.md: what arrives of a value, as a result of a thread and as an argument.
import { inspect, isDeepStrictEqual } from "node:util";
import { CloneError, coroutine, run } from "miniasync";

/** What each value is called, and the expression that makes it, here or in the thread. */
const values = /** @type {[string, string, string?, ((value: any, sent: any) => boolean)?][]} */ ([
  [
    "`undefined`, `null`, booleans, strings (lone surrogates too), bigints",
    "[undefined, null, true, 'a\\ud800', 10n ** 30n]",
  ],
  ["numbers: `-0`, `NaN`, infinities", "[-0, NaN, Infinity, -Infinity]"],
  ["registered and well-known symbols", "[Symbol.for('x'), Symbol.iterator]"],
  ["another symbol", "Symbol('x')"],
  [
    "plain object, also with `__proto__`, `then`, symbol keys",
    "Object.assign(JSON.parse('{\"__proto__\":1,\"then\":2}'), { [Symbol.for('k')]: 3 })",
  ],
  ["object without a prototype", "Object.assign(Object.create(null), { a: 1 })"],
  [
    "cycles, shared parts, any depth",
    "(() => { const a = { list: [] }; a.self = a; a.list.push(a, a.list); return a; })()",
  ],
  ["array, sparse too, with properties of its own", "Object.assign([1], { 3: 4, index: 0 })"],
  [
    "tagged template, and hidden properties of arrays",
    "[((texts) => texts)`a\\n`, Object.defineProperty([1], 'count', { value: 2 })]",
    "the same",
    ([texts, list]) =>
      texts.raw[0] === "a\\n" && texts[0] === "a\n" && list.count === 2 && !Object.keys(list).includes("count"),
  ],
  ["`arguments`", "(function () { return arguments; })(1, 2)", "an array", (v) => Array.isArray(v) && v.length === 2],
  [
    "getter on an object",
    "({ get a() { return 1; } })",
    "its value",
    (v) => Object.getOwnPropertyDescriptor(v, "a")?.value === 1,
  ],
  [
    "property that is not enumerable",
    "Object.defineProperty({ a: 1 }, 'hidden', { value: 2 })",
    "left out",
    (v) => v.a === 1 && !Object.hasOwn(v, "hidden"),
  ],
  ["frozen object", "Object.freeze({ a: 1 })", "not frozen", (v) => v.a === 1 && !Object.isFrozen(v)],
  [
    "instance of a class without methods",
    "new (class Point { x = 1; get y() { return 2; } })()",
    "a plain object, with what its accessors show",
    (v) => Object.getPrototypeOf(v) === Object.prototype && v.x === 1 && v.y === 2,
  ],
  ["instance of a class with methods", "new (class Thing { method() {} })()"],
  ["function", "function work() {}"],
  ["generator function", "function* work() {}"],
  ["async function", "async () => {}"],
  ["class", "class Thing {}"],
  [
    "object with functions",
    "({ n: 1, f() { return this.n; } })",
    "a copy; its functions are called on the original",
    (v) =>
      v.n === 1 &&
      typeof v.f === "function" &&
      (inspect(v.f).startsWith("[remote ") ? run(v.f())[0] === 1 : calledOnOriginal()),
  ],
  ["classes of the language and `Buffer`: types in schemas", "[String, Number, Date, Object, Buffer]"],
  ["`Map`, `Set`", "new Map([[{ a: 1 }, new Set([1])]])"],
  ["`Date`, invalid too", "[new Date(5), new Date(NaN)]"],
  ["`RegExp`, with `lastIndex`", "Object.assign(/a/giu, { lastIndex: 2 })"],
  ["boxed primitives", "[Object(1), Object('s'), Object(true), Object(1n)]"],
  [
    "subclass of these without methods",
    "new (class Day extends Date {})(5)",
    "the class of the language",
    (v) => Object.getPrototypeOf(v) === Date.prototype && v.getTime() === 5,
  ],
  ["subclass of these with methods", "new (class Day extends Date { next() {} })(5)"],
  [
    "`ArrayBuffer`, typed arrays, `DataView`",
    "[new Uint8Array([1]).buffer, new Float32Array(2), new DataView(new ArrayBuffer(2))]",
  ],
  [
    "`Buffer`",
    "Buffer.from('abc')",
    "without its pool",
    (v) => Buffer.isBuffer(v) && v.toString() === "abc" && v.buffer.byteLength === 3,
  ],
  ["`SharedArrayBuffer`", "new SharedArrayBuffer(4)", "shared", (v, sent) => isShared(v, sent)],
  [
    "memory that was moved away",
    "(() => { const a = new ArrayBuffer(8); structuredClone(a, { transfer: [a] }); return { a }; })()",
  ],
  [
    "`Error` and its classes, `cause`, own properties",
    "Object.assign(new TypeError('m', { cause: new Error('c') }), { code: 'E' })",
  ],
  ["`AggregateError`", "new AggregateError([new Error('a')], 'm')"],
  [
    "error of another class",
    "new (class HttpError extends Error { status = 404; })('m')",
    "one of its name, of the built-in class above",
    (v) =>
      typeof v === "string"
        ? v.includes("Error: m") && v.includes("status: 404")
        : v.constructor.name === "HttpError" &&
          Object.getPrototypeOf(Object.getPrototypeOf(v)) === Error.prototype &&
          v.status === 404,
  ],
  ["`DOMException`", "new DOMException('m', 'AbortError')"],
  ["`URL`, `URLSearchParams`", "[new URL('http://a/b?c'), new URLSearchParams('a=1&a=2')]"],
  ["`Headers`, every cookie", "new Headers([['set-cookie', 'a'], ['set-cookie', 'b']])"],
  ["`Blob`", "new Blob(['abc'])"],
  ["`File`", "new File(['abc'], 'n.txt', { lastModified: 5 })"],
  [
    "`Stats`, `BigIntStats`, `StatFs`, `Dirent`",
    // Of the disk, others use some meanwhile.
    "((fs) => [fs.statSync(process.execPath), fs.statSync(process.execPath, { bigint: true }), Object.assign(fs.statfsSync('.'), { bfree: 0, bavail: 0, ffree: 0 }), fs.readdirSync('.', { withFileTypes: true })[0]])(process.getBuiltinModule('node:fs'))",
  ],
  ["`WebAssembly.Module`", "new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))"],
  [
    "`FormData`, with files",
    "(() => { const form = new FormData(); form.append('a', '1'); form.append('a', new File(['abc'], 'n.txt', { type: 'text/plain' })); return form; })()",
    "the same",
    (v) =>
      v instanceof FormData &&
      JSON.stringify(v.getAll("a").map((item) => (typeof item === "string" ? item : [item.name, item.size]))) ===
        '["1",["n.txt",3]]',
  ],
  [
    "`Request` without a body",
    "new Request('http://a/b', { method: 'PUT', headers: { x: 'y' } })",
    "a handle of a `Request` there",
    (v) => v.url === "http://a/b" && v.method === "PUT" && v.headers.get("x") === "y",
  ],
  ["`Response`, a `Request` with a body, streams", "[new Response('x')]"],
  ["`Promise`", "({ promise: Promise.resolve(1) })"],
  ["generator, iterator", "[1][Symbol.iterator]()"],
  ["`Proxy`", "({ proxy: new Proxy({}, {}) })"],
  ["`WeakMap`, `WeakRef`, `Intl.*`", "[new WeakMap(), new WeakRef({}), new Intl.NumberFormat()]"],
  ["`Math`, `JSON` and the like", "JSON"],
  ["`AbortController`, `EventTarget`, `Event`", "new AbortController()"],
  ["`AbortSignal`", "new AbortController().signal"],
  ["`MessagePort`, not in `transfer()`", "new MessageChannel().port1"],
  ["`CryptoKey`, `KeyObject`", "process.getBuiltinModule('node:crypto').createSecretKey(Buffer.from('k'))"],
  ["getter that throws", "({ get a() { throw new RangeError('no'); } })"],
]);

const rows = values.map(([name, source, note, check]) => {
  const make = () => new Function(`return (${source});`)();
  const cell = (/** @type {unknown} */ sent, /** @type {() => unknown} */ body) => {
    try {
      const value = body();
      if (check === undefined)
        return typeof value === "string"
          ? value === withoutFrames(make())
            ? "the same"
            : `DIFFERENT: ${value}`
          : describe(value, make());
      return check(value, sent) ? note : `DIFFERENT: ${inspect(value)}`;
    } catch (error) {
      return error instanceof CloneError ? "`CloneError`" : `\`${/** @type {Error} */ (error).name}\``;
    }
  };
  const sent = make();
  const result = cell(undefined, () => run(coroutine(makeInThread(source))())[0]);
  // An error comes home as itself, so it is looked at there.
  const argument = cell(sent, () => run(sent instanceof Error ? seenThere(sent) : same(sent))[0]);
  return `| ${name} | ${result} | ${argument} |`;
});
console.log(["| value | as a result | as an argument |", "| --- | --- | --- |", ...rows].join("\n"));
process.exit(0);

/** A function whose text holds the expression. */
function makeInThread(/** @type {string} */ source) {
  return new Function(`return async () => (${source.replaceAll("\n", " ")});`)();
}

/** What the thread has received: sent back, it is the same again, or a handle of what it became there. */
function same(/** @type {unknown} */ value) {
  return coroutine(async (given) => given)(value);
}

function seenThere(/** @type {unknown} */ value) {
  return coroutine(async (given) => {
    const { inspect } = await import("node:util");
    return inspect(given, { depth: 9 }).replaceAll(/\n\s+(?:at|\.\.\.) .*/g, "");
  })(value);
}

/** A function of an object of this side, called there on the copy, sees the object itself. */
function calledOnOriginal() {
  const object = {
    n: 1,
    f() {
      return this === object;
    },
  };
  return run(coroutine(async (/** @type {{ f(): boolean }} */ given) => given.f())(object))[0];
}

/** Whether what is written here is seen on the other side, too. */
function isShared(/** @type {SharedArrayBuffer} */ value, /** @type {SharedArrayBuffer | undefined} */ sent) {
  if (!(value instanceof SharedArrayBuffer)) return false;
  new Uint8Array(value)[0] = 7;
  if (sent !== undefined) return new Uint8Array(sent)[0] === 7;
  const read = coroutine(async (/** @type {SharedArrayBuffer} */ there) => new Uint8Array(there)[0]);
  return run(read(value))[0] === 7;
}

function describe(/** @type {unknown} */ value, /** @type {unknown} */ expected) {
  const shown = inspect(value);
  if (typeof value === "function" && !shown.startsWith("[remote ")) return "a callback; comes back as the same";
  if (value === expected && typeof value === "symbol") return "the same";
  if (typeof value === "symbol") return "a symbol of its own, the same every time";
  if (shown.startsWith("[remote ") || (/\[remote /.test(shown) && /^[[{]/.test(shown))) {
    return shown.includes("Promise") ? "a handle, which is a coroutine of its value" : "a handle";
  }
  const equal = isDeepStrictEqual(value, expected) || inspectAll(value) === inspectAll(expected);
  return equal ? "the same" : `DIFFERENT: ${shown}`;
}

function withoutFrames(/** @type {unknown} */ error) {
  return inspect(error, { depth: 9 }).replaceAll(/\n\s+(?:at|\.\.\.) .*/g, "");
}

function inspectAll(/** @type {unknown} */ value) {
  return inspect(value, { depth: 9, showHidden: true }).replaceAll(/\n\s+(?:at|\.\.\.) .*/g, "");
}
