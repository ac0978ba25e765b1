// How the API is used, and how it cannot be: what must compile, and what must not.
// biome-ignore-all lint/suspicious/noExplicitAny: whether any stays any is what is tested
// biome-ignore-all lint/correctness/noUnusedPrivateClassMembers: a class with hidden parts is one of the cases
// biome-ignore-all lint/correctness/noUnusedFunctionParameters: only their types matter
import type { Dirent, Stats } from "node:fs";
import type * as fsp from "node:fs/promises";
import {
  type Coroutine,
  coroutine,
  each,
  get,
  iterate,
  load,
  type Remote,
  type RunOptions,
  run,
  type Suspend,
  signal,
  sync,
} from "miniasync";
import type * as Pg from "pg";
import type * as Prettier from "prettier";

type Eq<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const eq = <A, B>(_: Eq<A, B>) => {};
const fs = load<typeof fsp>("node:fs/promises"),
  prettier = load<typeof Prettier>("prettier"),
  pg = load<typeof Pg>("pg");
declare function g(): Generator<Suspend, string, any>;
function* ann(n: number): Coroutine<number> {
  const s = yield* g();
  return s.length + n;
}
function* inferred() {
  const s = yield* fs.readFile("a", "utf8");
  const b = yield* fs.readFile("b");
  return [s, b] as const;
}
run(inferred()) satisfies [readonly [string, Buffer]];
function* noYield() {
  return 5;
}
// run
const r1 = run(g(), { timeout: 5 });
eq<typeof r1, [string]>(true);
const r2 = run();
eq<typeof r2, []>(true);
declare const list: Coroutine<string>[];
declare const ro: readonly Coroutine<number>[];
const r3 = run(...list);
eq<typeof r3, string[]>(true);
const r4 = run(...ro, { timeout: 1 });
eq<typeof r4, number[]>(true);
const r5 = run(g(), ...ro);
eq<typeof r5, [string, ...number[]]>(true);
declare const o: RunOptions | undefined;
run(g(), o);
declare const t: number | undefined;
run(g(), { timeout: t });
const r6 = run(ann(1), noYield(), { returnExceptions: [TypeError, RangeError] });
eq<typeof r6, [number | TypeError | RangeError, number | TypeError | RangeError]>(true);
abstract class Abs extends Error {
  abstract k: string;
}
const enoent = { [Symbol.hasInstance]: (v: unknown): v is NodeJS.ErrnoException => v instanceof Error };
const r7 = run(g(), { returnExceptions: [Abs, enoent] });
eq<typeof r7, [string | Abs | NodeJS.ErrnoException]>(true);
const r8 = run(g(), { returnExceptions: [pg.DatabaseError] });
eq<typeof r8, [string | Pg.DatabaseError]>(true);
// @ts-expect-error
run([]);
// @ts-expect-error
run([g()]);
// @ts-expect-error
run(Promise.resolve(1));
// @ts-expect-error
run(g);
// @ts-expect-error
run(fs.readFile);
// @ts-expect-error
run("x");
// @ts-expect-error
run(new Map());
// @ts-expect-error
run(g(), { timout: 1 });
// @ts-expect-error
run({ timeout: 1 }, g());
// @ts-expect-error a function is not a matcher
run(g(), { returnExceptions: [(e: unknown) => e instanceof Error] });
// modules
const [a, st, bst] = run(fs.readFile("a", "utf8"), fs.stat("b"), fs.readFile("c"));
eq<typeof a, string>(true);
eq<typeof st, Stats>(true);
const bb: Buffer = bst;
const [de] = run(fs.readdir("x", { withFileTypes: true }));
const de1: Dirent[] = de;
const [names] = run(fs.readdir("x"));
const n1: string[] = names;
run(fs.readFile("a", { encoding: "utf8", signal }));
// @ts-expect-error
fs.readFile(1, 2, 3);
const [fh] = run(fs.open("x"));
const fd: number = fh.fd;
const [wr] = run(fh.stat());
wr satisfies Stats;
run(fh.close());
const K: Coroutine<number> = fs.constants.R_OK;
const [allK] = run(fs.constants);
allK.R_OK satisfies number;
const [fm] = run(prettier.format("x", { parser: "babel", plugins: [] }));
eq<typeof fm, string>(true);
const [inf] = run(prettier.doc.printer.printDocToString("x", { printWidth: 80, tabWidth: 2 } as any));
const [cl] = run(new pg.Client({ host: "x" }));
const [q] = run(cl.query("select 1"));
const rows: unknown[] = q.rows;
q satisfies Pg.QueryResult<any>;
function* inPg() {
  const c = yield* new pg.Client();
  const r = (yield* c.query("select 1 n")) as Pg.QueryResult<{ n: number }>;
  return r.rows[0]?.n;
}
export const vv = run(inPg());
const ft = coroutine(async (u: string) => (await fetch(u)).text());
const [tx] = run(ft("u"));
eq<typeof tx, string>(true);
const fr = coroutine((u: string) => fetch(u));
const [res] = run(fr("u"));
const ok: boolean = res.ok;
const [js] = run(res.text());
js satisfies string;
const s1: string = sync(prettier).format("x");
const s2: string = sync(fs).readFile("a", "utf8");
const s3: Stats = sync(fs).stat("q");
// shapes
interface M {
  each(list: string[], fn: (x: string) => Promise<number>): Promise<number[]>;
  filter(l: string[], p: (x: string) => boolean): Promise<string[]>;
  on(e: string, f: (x: Res) => void): void;
  take(r: Res, opts: { res: Res; cb?: () => Promise<void> }): Promise<Res[]>;
  u(): Promise<Res | string | null>;
  id<T>(x: T): Promise<T>;
  default: { (x: number): Promise<Date>; ns: { f(): Promise<Map<string, Res>> }; VERSION: string };
  it(): AsyncIterable<Res>;
  json(): Promise<Rec>;
}
interface Rec {
  k: Rec | string;
  l: Rec[];
}
declare class Res {
  #p: number;
  private q: string;
  constructor(a: number);
  constructor(a: string, b: number);
  static make(n: number): Promise<Res>;
  size: number;
  get(): Promise<string>;
  me(): this;
}
declare const m: Remote<M & { Res: typeof Res }>;
run(
  m.each(["a"], (x) => x.length),
  m.each(["a"], function* (x) {
    yield* g();
    return x.length;
  }),
  m.filter(["a"], (x) => x === "a"),
);
// @ts-expect-error a predicate that must be synchronous cannot be a generator
m.filter(["a"], function* (x) {
  yield* g();
  return true;
});
run(
  m.on("x", (r) => {
    r.size satisfies number;
  }),
);
function* h() {
  const r = yield* new m.Res("a", 1);
  const r2 = yield* m.Res.make(1);
  const l = yield* m.take(r, {
    res: r2,
    cb: function* () {
      yield* g();
    },
  });
  l[0]!.size satisfies number;
  const me = yield* r.me();
  (yield* me.get()) satisfies string;
  const u = yield* m.u();
  if (u !== null && typeof u !== "string") (yield* u.get()) satisfies string;
  (yield* m.default(1)) satisfies Date;
  const mp = yield* m.default.ns.f();
  mp.get("x")?.size satisfies number | undefined;
  (yield* m.default.VERSION) satisfies string;
  const x = yield* m.id(5);
  const rec = yield* m.json();
  return [x, rec] as const;
}
const [hx] = run(h());
export const gen: unknown = hx[0];
eq<(typeof hx)[0], unknown>(true);
for (const r of iterate(m.it())) r.size satisfies number;

export { bb, de1, fd, inf, K, n1, ok, rows, s1, s2, s3 };

import type * as Http from "node:http";
import type * as Net from "node:stream";
import type * as TS from "typescript59";

const http = load<typeof Http>("node:http");
const tsm = load<typeof TS>("typescript");
const str = load<typeof Net>("node:stream");
function* big() {
  const s = yield* http.createServer(function* (_q, r) {
    yield* r.end("x");
  });
  yield* s.listen(0);
  const sf = yield* tsm.createSourceFile("a", "b", tsm.ScriptTarget.Latest as any);
  sf.fileName satisfies string;
  const p = yield* str.Readable.from([1]);
  yield* p.destroy();
  return sf.kind;
}
export const [bigr] = run(big());

export function* ex(e: unknown) {
  if (e instanceof pg.DatabaseError) e.severity satisfies string | undefined;
  yield* each(m.it(), function* (r) {
    r.size satisfies number;
    yield* r.get();
  });
  const r = yield* new m.Res(1);
  (yield* get(r, "size")) satisfies number;
}

const several = load<typeof import("node:zlib")>("node:zlib", { maxThreads: 4 });
const inPlace = coroutine((text: string) => text.length, { maxThreads: 2 });
run(several.deflateSync("a"), inPlace("a")) satisfies [Buffer, number];
// @ts-expect-error a number
load("node:zlib", { maxThreads: "4" });
