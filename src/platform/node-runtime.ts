/** What both sides need of Node, Bun and Deno. */
import { Buffer } from "node:buffer";
import { Dirent, type Stats, statfsSync, statSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { types } from "node:util";
import type { BufferClass, DataClass, Kinds, Runtime } from "./platform.ts";

const kinds: Kinds = {
  isMap: types.isMap as Kinds["isMap"],
  isSet: types.isSet as Kinds["isSet"],
  isDate: types.isDate,
  isRegExp: types.isRegExp,
  isBoxed: types.isBoxedPrimitive,
  isNativeError: types.isNativeError,
  isProxy: types.isProxy,
  isArrayBuffer: types.isArrayBuffer,
  isSharedArrayBuffer: types.isSharedArrayBuffer,
  isPromise: types.isPromise,
};

function dataClass(name: string, sample: object): DataClass {
  return { name, prototype: Object.getPrototypeOf(sample), symbols: Object.getOwnPropertySymbols(sample) };
}

let dataClasses: readonly DataClass[] | undefined;

export const nodeRuntime: Runtime = {
  kinds,
  // Three of them have no constructor that could be named: samples show their prototypes.
  dataClasses() {
    dataClasses ??= [
      dataClass("Stats", statSync(".") satisfies Stats),
      dataClass("BigIntStats", statSync(".", { bigint: true })),
      dataClass("StatFs", statfsSync(".")),
      dataClass("Dirent", Reflect.construct(Dirent, ["", 0, ""]) as object),
    ];
    return dataClasses;
  },
  buffer: Buffer as BufferClass,
  now: () => performance.now(),
};
