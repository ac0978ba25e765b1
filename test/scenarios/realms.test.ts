import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProcess } from "../../scripts/run-process.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const project = `${root}.tmp/realms-${process.pid}`;

/** Run by Jest, and by Vitest in a realm of its own: classes here are not those of the thread's messages. */
const program = `
import { run, coroutine, load, iterate, CloneError } from "miniasync";
const values = coroutine(async () => ({
  Object: {}, Array: [1], Map: new Map([[{}, []]]), Set: new Set([1]), Date: new Date(5), RegExp: /a/g, Error: new Error("e"),
  TypeError: new TypeError("t"), AggregateError: new AggregateError([new RangeError("r")], "a"), DOMException: new DOMException("d", "AbortError"),
  Uint8Array: new Uint8Array([1]), Float64Array: new Float64Array([0.5]), BigInt64Array: new BigInt64Array(1), DataView: new DataView(new ArrayBuffer(2)),
  ArrayBuffer: new ArrayBuffer(2), Number: Object(1), String: Object("s"), URL: new URL("a:b"), URLSearchParams: new URLSearchParams("a=b"),
  Headers: new Headers({ a: "b" }), Blob: new Blob(["x"]), Buffer: Buffer.from("x"),
}));
test("every class is the one of this realm", () => {
  const [all] = run(values());
  for (const [name, value] of Object.entries(all)) {
    if (!(value instanceof globalThis[name])) throw new Error(name + " is of another realm");
  }
  expect(all.AggregateError.errors[0]).toBeInstanceOf(RangeError);
  expect([...all.Map.keys()][0]).toBeInstanceOf(Object);
  expect(all.DOMException.name).toBe("AbortError");
});
test("plain results are equal, strictly", () => {
  const plain = coroutine(async () => [{ a: [1, { b: null }] }, "x"]);
  expect(run(plain())).toStrictEqual([[{ a: [1, { b: null }] }, "x"]]);
  expect(run(plain())[0][0].a).toBeInstanceOf(Array);
  expect([...iterate(coroutine(async () => [{ i: 1 }])())]).toStrictEqual([{ i: 1 }]);
});
test("arguments of this realm arrive as what they are", () => {
  const look = coroutine(async (given) => Object.entries(given).map(([name, value]) => name + " " + Object.prototype.toString.call(value) + (value instanceof globalThis[name])));
  const given = { Object: { a: 1 }, Array: [1], Map: new Map(), Set: new Set(), Date: new Date(5), RegExp: /a/, TypeError: new TypeError("t"), Uint8Array: new Uint8Array(1), Float64Array: new Float64Array(1), URL: new URL("a:b") };
  for (const line of run(look(given))[0]) expect(line).toMatch(/true$/);
});
test("errors of calls and of callbacks, and what is refused", () => {
  const fs = load("node:fs/promises");
  let caught;
  try { run(fs.readFile("/nowhere")); } catch (error) { caught = error; }
  expect(caught).toBeInstanceOf(Error);
  expect(caught.code).toBe("ENOENT");
  class Mine extends TypeError {}
  const mine = new Mine("mine");
  expect(run(coroutine(async (f) => f())(() => { throw mine; }), { returnExceptions: [Mine] })[0]).toBe(mine);
  class Local { method() {} }
  expect(() => run(coroutine(async (x) => x)({ deep: [new Local()] }))).toThrow(CloneError);
  expect(() => run(Promise.resolve())).toThrow(TypeError);
});
`;

beforeAll(() => {
  mkdirSync(project, { recursive: true });
  writeFileSync(`${project}/values.test.mjs`, program);
  writeFileSync(
    `${project}/jest.config.json`,
    '{ "testMatch": ["<rootDir>/*.test.mjs"], "transform": {}, "watchman": false }',
  );
  const vitest = { root: project, include: ["*.test.mjs"], globals: true };
  for (const pool of ["vmThreads", "vmForks", "threads"])
    writeFileSync(`${project}/${pool}.config.mjs`, `export default ${JSON.stringify({ test: { ...vitest, pool } })};`);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const runners: Readonly<Record<string, readonly string[]>> = {
  Jest: ["--experimental-vm-modules", `${root}node_modules/jest/bin/jest.js`, "--config", "jest.config.json"],
  "Vitest, vmThreads": [`${root}node_modules/vitest/vitest.mjs`, "run", "--config", "vmThreads.config.mjs"],
  "Vitest, vmForks": [`${root}node_modules/vitest/vitest.mjs`, "run", "--config", "vmForks.config.mjs"],
  "Vitest, threads": [`${root}node_modules/vitest/vitest.mjs`, "run", "--config", "threads.config.mjs"],
};

test.for(Object.entries(runners))("in %s", { timeout: 90_000 }, async ([, command]) => {
  const { stdout, stderr, code } = await runProcess(process.execPath, [...command], {
    deadlineMs: 80_000,
    cwd: project,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  expect(`${stdout}${stderr}`).toMatch(/Tests:? +4 passed/);
  expect(code).toBe(0);
});
