// The mistakes of newcomers, each a whole program. `// here` marks the line that its error must begin at.

/**
 * @typedef {object} Mistake
 * @property {string} name
 * @property {string} program an ES module
 * @property {RegExp} says the error, or the warning, with its remedy
 * @property {"error" | "engine" | "warning" | "refused"} [as] an error that nobody catches, unless it says so: one of the engine itself, in a coroutine; or the program is not even begun
 * @property {"both" | "shown" | "stack" | "message"} [at] the marked line is the one that Node shows, and that where the stack begins; or only the one: frames of the message or of the thread come first, or Node shows the line that called run(). "message": Node shows none, for a built-in function threw it
 */

const fs = 'import { load, run, sleep } from "miniasync";\nconst fs = load("node:fs/promises");\n';
const all =
  'import * as m from "miniasync";\nconst { run, sleep, coroutine, load, spawn, gather, timeout, sync, Queue } = m;\n';

/** @type {readonly Mistake[]} */
export const mistakes = [
  {
    name: "01 run(promise)",
    program: `${all}run(Promise.resolve(1)); // here`,
    says: /^TypeError: run\(\): argument 1 is a Promise, not a coroutine: .*load\(\)/m,
  },
  {
    name: "02 run(function)",
    program: `${all}function* hello() {}\nrun(hello); // here`,
    says: /run\(\): argument 1 is the function hello, not a coroutine; did you forget \(\)\?/,
  },
  {
    name: "03 yield sleep()",
    program: `${all}function* main() {\n  yield sleep(5); // here\n}\nrun(main());`,
    at: "stack",
    says: /the coroutine yielded a coroutine; write yield\* instead of yield/,
  },
  {
    name: "04 yield promise",
    program: `${all}function* main() {\n  yield Promise.resolve(1); // here\n}\nrun(main());`,
    at: "stack",
    says: /the coroutine yielded a Promise, not a coroutine: .*load\(\).*write yield\*/,
  },
  {
    name: "05 yield* of a promise",
    program: `${all}function* main() {\n  yield* Promise.resolve(1); // here\n}\nrun(main());`,
    as: "engine",
    says: /is not iterable: yield\* waits for coroutines; if that is a Promise, .*load\(\)/,
  },
  {
    name: "06 a call without yield*",
    program: `${fs}function* main() {\n  const text = fs.readFile("x", "utf8"); // here\n}\nconsole.log(run(main()));`,
    says: /"node:fs\/promises"\.readFile\(\) was never waited for; write yield\* before it/,
    as: "warning",
  },
  {
    name: "07 a call that nobody runs",
    program: `${fs}fs.writeFile("/nowhere/x", "text"); // here`,
    says: /"node:fs\/promises"\.writeFile\(\) was never waited for; pass it to run\(\)/,
    as: "warning",
  },
  {
    name: "08 an error in a function of coroutine()",
    program: `${all}const fail = coroutine(async () => {\n  await null;\n  throw new Error("from the thread"); // here\n});\nrun(fail());`,
    at: "stack",
    says: /^Error: from the thread/m,
  },
  {
    name: "09 a captured import",
    program: `${all}import { readFile } from "node:fs/promises";\nconst read = coroutine(async (name) => readFile(name)); // here\nrun(read("x"));`,
    at: "stack",
    says: /captures .*"readFile".*import it inside: const \{ readFile \} = await import\("node:fs\/promises"\)/,
  },
  {
    name: "10 a captured variable",
    program: `${all}const greeting = "hello";\nconst greet = coroutine(async (name) => greeting + name); // here\nrun(greet("x"));`,
    at: "stack",
    says: /captures .*"greeting".*pass it as an argument/,
  },
  {
    name: "11 run([a, b])",
    program: `${all}run([sleep(1), sleep(2)]); // here`,
    says: /run\(\): argument 1 is an array, not a coroutine; spread it with \.\.\./,
  },
  {
    name: "12 run(text)",
    program: `${all}run("hello"); // here`,
    says: /run\(\): argument 1 is the string "hello", not a coroutine/,
  },
  {
    name: "13 the same coroutine twice",
    program: `${all}const one = sleep(1);\nrun(one, one); // here`,
    says: /run\(\): argument 2 is a coroutine that is given twice; call its function again/,
  },
  {
    name: "14 a coroutine that has been run",
    program: `${all}function* hello() {}\nconst one = hello();\nrun(one);\nrun(one); // here`,
    says: /run\(\): argument 1 has been run already; call its function again/,
  },
  {
    name: "15 a relative path",
    program: `${all}load("./x.mjs"); // here`,
    says: /Cannot load "\.\/x\.mjs": .*add \{ from: import\.meta\.url \}/,
  },
  {
    name: "16 a module that does not exist",
    program: `${all}const x = load("no-such-package");\nrun(x.anything()); // here`,
    at: "shown",
    says: /Cannot find package 'no-such-package'/,
  },
  {
    name: "17 a call as a text",
    program: `${fs}console.log("got " + fs.readFile("x")); // here`,
    says: /Cannot convert "node:fs\/promises"\.readFile\(\) to a primitive: it has not run; write yield\*/,
  },
  {
    name: "18 an instance as an argument",
    program: `${all}class Point { move() {} }\nconst show = coroutine(async (x) => x);\nrun(show(new Point())); // here`,
    says: /Cannot send args\[0\]: an instance of Point has methods.*pass plain data/,
  },
  {
    name: "19 a function that a module does not have",
    program: `${fs}run(fs.readfile("x")); // here`,
    at: "shown",
    says: /"node:fs\/promises" has no "readfile"/,
  },
  {
    name: "20 a handle of a closed loop",
    program: `${all}const l = m.loop();\nconst [h] = l.run(coroutine(async () => new Response("x"))());\nl.close();\nrun(h.text()); // here`,
    says: /LoopClosedError: Cannot call Response#\d+\.text\(\): the thread it lives in is gone/,
  },
  {
    name: "21 a plain callback that gives a coroutine",
    program: `${all}const each = coroutine(async (items, f) => items.map((x) => f(x)));\nrun(each([1], (x) => sleep(x))); // here`,
    says: /Cannot wait for the coroutine that a callback returned.*make it a generator function/,
  },
  {
    name: "22 an async callback",
    program: `${all}const each = coroutine(async (items, f) => items.map((x) => f(x)));\nrun(each([1], async (x) => x)); // here`,
    says: /Cannot send args\[1\]: an async function cannot run here.*write a generator function/,
  },
  {
    name: "23 a generator as a comparator",
    program: `${all}const sorted = coroutine(async (items, by) => items.sort(by));\nrun(sorted([3, 1, 2], function* (a, b) { return a - b; })); // here`,
    at: "shown",
    says: /a generator function, which gives a promise, .*make it a plain function/,
  },
  {
    name: "24 an AbortSignal",
    program: `${all}const get = coroutine(async (url, { signal }) => url);\nrun(get("x", { signal: AbortSignal.timeout(10) })); // here`,
    says: /Cannot send args\[1\]\.signal: an AbortSignal cannot fire.*pass `signal` of miniasync/,
  },
  {
    name: '25 returnExceptions: ["TypeError"]',
    program: `${all}run(sleep(1), { returnExceptions: ["TypeError"] }); // here`,
    says: /run\(\): returnExceptions\[0\] is the string "TypeError"; give an error class/,
  },
  {
    name: "25b returnExceptions: true",
    program: `${all}run(sleep(1), { returnExceptions: true }); // here`,
    says: /run\(\): returnExceptions is true, not an array of error classes; write returnExceptions: \[Error\]/,
  },
  {
    name: '26 timeout: "5s"',
    program: `${all}run(sleep(1), { timeout: "5s" }); // here`,
    says: /run\(\): timeout is "5s", not a number of milliseconds; write 5_000/,
  },
  {
    name: "27 an unknown option",
    program: `${all}run(sleep(1), { timout: 5 }); // here`,
    says: /run\(\): there is no option "timout"; there are returnExceptions, timeout/,
  },
  {
    name: "28 options that are not last",
    program: `${all}run({ timeout: 5 }, sleep(1)); // here`,
    says: /run\(\): argument 1 is an object, not a coroutine; options go last/,
  },
  {
    name: "29 a primitive outside of a run",
    program: `${all}spawn(sleep(1)); // here`,
    says: /no loop is running; .*run\(\)/,
  },
  {
    name: "30 await of a call",
    program: `${fs}const text = await fs.readFile("x"); // here`,
    says: /Cannot await "node:fs\/promises"\.readFile\(\): .*use yield\* in a coroutine, or run\(\)/,
  },
  {
    name: "31 a call in a template",
    program: `${fs}console.log(\`got \${fs.readFile("x")}\`); // here`,
    says: /Cannot convert "node:fs\/promises"\.readFile\(\) to a primitive: it has not run/,
  },
  {
    name: "32 an async generator",
    program: `${all}async function* main() {}\nrun(main()); // here`,
    says: /run\(\): argument 1 is an async generator.*write function\* instead of async function\*/,
  },
  {
    name: "33 await in a generator",
    program: `${all}function* main() {\n  const x = await sleep(1);\n}\nrun(main());`,
    says: /SyntaxError: /,
    as: "refused",
  },
  {
    name: "34 JSON of a handle",
    program: `${all}const [h] = run(coroutine(async () => new Response("x"))());\nJSON.stringify(h); // here`,
    at: "message",
    says: /Cannot turn Response#\d+ into JSON: it lives in a thread; get its data first/,
  },
  {
    name: "35 a property of a handle set",
    program: `${all}const [h] = run(coroutine(async () => new Response("x"))());\nh.x = 1; // here`,
    says: /Cannot change Response#\d+: it lives in a thread/,
  },
  {
    name: "36 run(handle)",
    program: `${all}const [h] = run(coroutine(async () => new Response("x"))());\nrun(h); // here`,
    says: /run\(\): argument 1 is the handle Response#\d+, not a coroutine; call one of its methods/,
  },
  {
    name: "37 then() of a call",
    program: `${fs}fs.readFile("x").then((text) => text); // here`,
    says: /Cannot await "node:fs\/promises"\.readFile\(\): .*use yield\* in a coroutine, or run\(\)/,
  },
  {
    name: "38 spawn(function)",
    program: `${all}function* hello() {}\nfunction* main() {\n  spawn(hello); // here\n}\nrun(main());`,
    says: /spawn\(\): the argument is the function hello, not a coroutine; did you forget \(\)\?/,
  },
  {
    name: "39 gather(a, b)",
    program: `${all}function* main() {\n  yield* gather(sleep(1), sleep(2)); // here\n}\nrun(main());`,
    says: /gather\(\): .*it takes an array; write gather\(\[a, b\]\)/,
  },
  {
    name: "40 sleep() without yield*",
    program: `${all}function* main() {\n  sleep(5); // here\n}\nrun(main());`,
    says: /sleep\(\) was never waited for; write yield\* before it/,
    as: "warning",
  },
  {
    name: "41 a queue that nobody fills",
    program: `${all}function* main() {\n  yield* new Queue().get();\n}\nrun(main()); // here`,
    at: "shown",
    says: /DeadlockError: .*nothing can wake it.*Queue\.get/s,
  },
  {
    name: "42 an error in a named function of coroutine()",
    program: `${all}\n\nasync function broken(x) {\n  return x.a.b; // here\n}\nrun(coroutine(broken)({}));`,
    at: "stack",
    says: /TypeError: Cannot read properties of undefined/,
  },
  {
    name: "43 timeout()",
    program: `${all}function* slow() {\n  yield* sleep(10_000);\n}\nfunction* main() {\n  yield* timeout(5, slow()); // here\n}\nrun(main());`,
    at: "shown",
    says: /TimeoutError: .*the timeout of 5 ms has passed.*at sleep\(\).*at slow/s,
  },
  {
    name: "44 sync(async function)",
    program: `${all}sync(async function read() {}); // here`,
    says: /sync\(\): .*the function read .*wrap it: sync\(coroutine\(/,
  },
  {
    name: "45 load(function)",
    program: `${all}load(async () => 1); // here`,
    says: /load\(\): the specifier is the function \(anonymous\), not a string or URL; for a function write coroutine\(/,
  },
  {
    name: "46 a queue of another run",
    program: `${all}const q = new Queue();\nfunction* first() {\n  yield* m.timeout(1, q.get());\n}\nrun(first(), { returnExceptions: [m.TimeoutError] });\nfunction* second() {\n  yield* q.get(); // here\n}\nrun(second());`,
    says: /LoopError: Cannot wait: this Queue belongs to another loop/,
  },
  {
    name: "47 a lock that is not held",
    program: `${all}new m.Lock().release(); // here`,
    says: /LoopError: Cannot release: the lock is not held/,
  },
  {
    name: '48 yield* "text"',
    program: `${all}function* main() {\n  yield* "text"; // here\n}\nrun(main());`,
    at: "stack",
    says: /the coroutine yielded the string "t", not a coroutine; .*yield\* of a string or an array/,
  },
  {
    name: "49 bare yield",
    program: `${all}function* main() {\n  yield; // here\n}\nrun(main());`,
    at: "stack",
    says: /the coroutine yielded nothing; write yield\* and a coroutine, such as yield\* sleep\(0\)/,
  },
  {
    name: "50 a primitive that nobody runs",
    program: `${all}sleep(5); // here`,
    says: /sleep\(\) was never waited for; pass it to run\(\)/,
    as: "warning",
  },
  {
    name: "51 the deadline of a run",
    program: `${all}function* slow() {\n  yield* sleep(10_000);\n}\nrun(slow(), { timeout: 5 }); // here`,
    at: "shown",
    says: /TimeoutError: .*its deadline of 5 ms has passed.*at sleep\(\).*at slow/s,
  },
  {
    name: "52 coroutine(generator function)",
    program: `${all}coroutine(function* () {}); // here`,
    says: /it is a generator function, which runs in this thread as it is/,
  },
  {
    name: "53 a module that does not exist, through sync()",
    program: `${all}const x = sync(load("no-such-package"));\nx.anything(); // here`,
    at: "shown",
    says: /Cannot find package 'no-such-package'/,
  },
  {
    name: "54 an error of a call through sync()",
    program: `${all}const fs = sync(load("node:fs/promises"));\nfs.readFile("no-such-file"); // here`,
    at: "shown",
    says: /^Error: ENOENT/m,
  },
  {
    name: "55 a captured variable, through sync()",
    program: `${all}const greeting = "hello";\nconst greet = sync(coroutine(async (name) => greeting + name)); // here\ngreet("x");`,
    at: "stack",
    says: /captures .*"greeting".*pass it as an argument/,
  },
  {
    name: "56 an instance as an argument, through sync()",
    program: `${all}class Point { move() {} }\nconst show = sync(coroutine(async (x) => x));\nshow(new Point()); // here`,
    says: /Cannot send args\[0\]: an instance of Point has methods.*pass plain data/,
  },
  {
    name: "57 an error of a stream",
    program: `${all}const count = coroutine(async function* () {\n  throw new Error("no item");\n});\nfor (const _ of m.iterate(count())); // here`,
    at: "shown",
    says: /^Error: no item/m,
  },
  {
    name: "58 an error of a property of a handle",
    program: `${all}const open = coroutine(async () => new (class {\n  close() {}\n  get size() { throw new Error("no size"); }\n})());\nconst [h] = run(open());\nh.size; // here`,
    at: "shown",
    says: /^Error: no size/m,
  },
  {
    name: "59 a stream that is not given to iterate()",
    program: `${all}const count = coroutine(async function* () {});\nfor (const _ of count()); // here`,
    says: /Cannot call coroutine\(\): no loop is running; pass it to run\(\), or to iterate\(\)/,
  },
  {
    name: "60 coroutine(promise)",
    program: `${all}coroutine(fetch("data:,x")); // here`,
    says: /coroutine\(\): the argument is a Promise, not a function; write coroutine\(async/,
  },
  {
    name: "61 coroutine(fetch)",
    program: `${all}coroutine(fetch); // here`,
    says: /Cannot make a coroutine of fetch: its source text is that of the platform; write it in place, as async/,
  },
  {
    name: "62 sync(call)",
    program: `${fs}import { sync } from "miniasync";\nsync(fs.readFile("x")); // here`,
    says: /sync\(\): the argument is a coroutine, which is nothing remote; .*call it then: sync\(x\)\.f\(\)/,
  },
  {
    name: "63 load(promise)",
    program: `${all}load(import("node:fs")); // here`,
    says: /load\(\): the specifier is a Promise, not a string or URL/,
  },
  {
    name: "64 a loop over a call in a coroutine",
    program: `${fs}function* main() {\n  for (const name of fs.readdir(".")); // here\n}\nrun(main());`,
    says: /TypeError: Cannot loop over "node:fs\/promises"\.readdir\(\): its answer has not come; write yield\* before it, or give it to each\(\)/,
  },
];
