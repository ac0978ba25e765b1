// A call that has not run: methods of its result can be called on it.
import { expectTypeOf } from "expect-type";
import { type Coroutine, coroutine, type Handle, load, run, set, sync } from "miniasync";

const get = coroutine(async (url: string) => fetch(url));
const call = get("x");
expectTypeOf(run(call)[0]).toEqualTypeOf<Handle<Response>>();
expectTypeOf(run(get("x").text())[0]).toEqualTypeOf<string>();
function* inside() {
  return yield* get("x").text();
}
expectTypeOf(run(inside())[0]).toEqualTypeOf<string>();

// Results that are data are coroutines, and no more.
expectTypeOf(coroutine(async () => "x")).returns.toEqualTypeOf<Coroutine<string>>();
expectTypeOf(coroutine(async () => [1])).returns.toEqualTypeOf<Coroutine<number[]>>();
// @ts-expect-error There is no such method.
coroutine(async () => "x")().trim();
// @ts-expect-error A call is no promise.
get("x").then();

// Promises that have methods of their own, as got's do; and builders.
interface Request extends Promise<{ status: number }> {
  json(): Promise<unknown>;
  text(): Promise<string>;
}
interface Image {
  resize(width: number): Image;
  toBuffer(): Promise<Uint8Array>;
}
declare const library: {
  got(url: string): Request;
  sharp(file: string): Image;
  Client: {
    new (): { multi(): { set(key: string, value: number): { exec(): Promise<string[]> } } };
    prototype: object;
  };
};
const remote = load<typeof library>("library");
expectTypeOf(run(remote.got("x"), remote.got("x").text())).toEqualTypeOf<[{ status: number }, string]>();
expectTypeOf(run(remote.sharp("x").resize(9).toBuffer())[0]).toEqualTypeOf<Uint8Array>();
expectTypeOf(run(new remote.Client().multi().set("a", 1).exec())[0]).toEqualTypeOf<string[]>();
expectTypeOf(sync(remote).sharp("x").resize(9).toBuffer()).toEqualTypeOf<Uint8Array>();

// Properties of a handle can be set, of its view as of anything.
const thing = coroutine(async () => Object.assign(new EventTarget(), { level: 1 }));
run(set(run(thing())[0], "level", 2)) satisfies [void];
// @ts-expect-error It is a number.
set(run(thing())[0], "level", "2");
sync(thing)().level = 3;
