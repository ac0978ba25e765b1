/** Node, Bun and Deno, as both sides use them. */
import type { BufferClass, DataClass, Kinds, Runtime } from "../platform.ts";
import { now } from "./times.ts";

// Not imported: importing what Node has built in takes up to 0.4 ms each, also for programs that never start a thread.
const { inspect, types } = process.getBuiltinModule("node:util");

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

/** The class of the object that `make` makes of a path that may be looked at; none, if there is no such path. */
function dataClass(name: string, make: (path: string) => object): readonly DataClass[] {
  // The working directory may be forbidden, as may all but some files; the program is not.
  for (const path of [".", "/", process.execPath, process.argv[1] ?? ""]) {
    try {
      return [describe(name, make(path))];
    } catch {}
  }
  return [];
}

function describe(name: string, sample: object): DataClass {
  return { name, prototype: Object.getPrototypeOf(sample), symbols: Object.getOwnPropertySymbols(sample) };
}

/**
 * Object.keys makes a string of every index, which takes longer than sending the array. The one who knows better is inspect: with
 * no items it shows whatever else there is, and reads no getter.
 */
function inspectItems(value: object): string {
  // Hidden properties of an array, but not the many of a view's class.
  const showHidden = Array.isArray(value);
  return inspect(value, {
    maxArrayLength: 0,
    depth: 0,
    customInspect: false,
    getters: false,
    breakLength: 80,
    showHidden,
  });
}

/** Below this length counting the keys is as fast. */
const fewItems = 32;
let inspectTells: boolean | undefined;

function hasOnlyIndices(value: object & { readonly length?: number | undefined }): boolean {
  const { length } = value;
  if (length === undefined) return Object.keys(value).length === 0; // A DataView.
  inspectTells ??=
    inspectItems([1, 2]) === "[ ... 2 more items, [length]: 2 ]" &&
    inspectItems(new Uint8Array(2)) === "Uint8Array(2) [ ... 2 more items ]";
  if (Array.isArray(value)) {
    // Its length is a hidden property.
    if (length < fewItems || !inspectTells) return Object.getOwnPropertyNames(value).length === length + 1;
    return inspectItems(value).endsWith(`[ ... ${length} more items, [length]: ${length} ]`);
  }
  if (length < fewItems || !inspectTells) return Object.keys(value).length === length;
  return inspectItems(value).endsWith(`[ ... ${length} more items ]`);
}

let dataClasses: readonly DataClass[] | undefined;

export const nodeRuntime: Runtime = {
  kinds,
  hasOnlyIndices,
  keepsBuiltIns: true,
  // Three of them have no constructor that could be named: samples show their prototypes.
  dataClasses() {
    const { Dirent, statfsSync, statSync } = process.getBuiltinModule("node:fs");
    dataClasses ??= [
      ...dataClass("Stats", (path) => statSync(path)),
      ...dataClass("BigIntStats", (path) => statSync(path, { bigint: true })),
      ...dataClass("StatFs", (path) => statfsSync(path)),
      ...dataClass("Dirent", () => Reflect.construct(Dirent, ["", 0, ""]) as object),
    ];
    return dataClasses;
  },
  buffer: Buffer as BufferClass,
  refuses: () => undefined,
  now,
};
