/** A browser, as both sides use it. */
import type { Kinds, Runtime } from "../platform.ts";
import { now } from "./web-scope.ts";

/** Whether `probe`, called on a value, finds what only objects of its class have, in whichever realm that was made. */
function brand(probe: ((this: never) => unknown) | undefined): (value: object) => boolean {
  return (value) => {
    if (probe === undefined) return false;
    try {
      Reflect.apply(probe, value, []);
      return true;
    } catch {
      return false;
    }
  };
}

function getter(prototype: object | undefined, key: string): ((this: never) => unknown) | undefined {
  return prototype === undefined ? undefined : Object.getOwnPropertyDescriptor(prototype, key)?.get;
}

const hasTag =
  (...tags: string[]) =>
  (value: object): boolean =>
    tags.includes(Object.prototype.toString.call(value));

const isShared = brand(
  getter(typeof SharedArrayBuffer === "undefined" ? undefined : SharedArrayBuffer.prototype, "byteLength"),
);
const boxed = [String, Number, Boolean, BigInt, Symbol].map(({ prototype }) => brand(prototype.valueOf));

const kinds: Kinds = {
  isMap: brand(getter(Map.prototype, "size")) as Kinds["isMap"],
  isSet: brand(getter(Set.prototype, "size")) as Kinds["isSet"],
  isDate: brand(Date.prototype.getTime),
  isRegExp: brand(getter(RegExp.prototype, "global")),
  isBoxed: (value) => boxed.some((is) => is(value)),
  isNativeError: ((Error as { isError?: unknown }).isError ?? hasTag("[object Error]")) as Kinds["isNativeError"],
  // Nothing tells a Proxy from what it stands for: it is sent as what it shows.
  isProxy: () => false,
  isArrayBuffer: brand(getter(ArrayBuffer.prototype, "byteLength")) as Kinds["isArrayBuffer"],
  isSharedArrayBuffer: isShared,
  isPromise: hasTag("[object Promise]"),
};

/** Keys of longer ones are not counted, for it takes longer than sending them: they are taken to have items only. */
const manyItems = 65_536;

function hasOnlyIndices(value: object & { readonly length?: number | undefined }): boolean {
  const { length = 0 } = value;
  if (length > manyItems) return true;
  // The length of an array is a hidden property.
  if (Array.isArray(value)) return Object.getOwnPropertyNames(value).length === length + 1;
  return Object.keys(value).length === length;
}

export const webRuntime: Runtime = {
  kinds,
  hasOnlyIndices,
  keepsBuiltIns: false, // They are bytes there.
  dataClasses: () => [],
  buffer: undefined,
  now,
  refuses: () => undefined,
};

/** Why an object cannot be sent as bytes; undefined when it can. */
export function noBytes(value: object): string | undefined {
  const memory = ArrayBuffer.isView(value) ? value.buffer : value;
  if (!isShared(memory) && (ArrayBuffer.isView(value) || kinds.isArrayBuffer(value) || kinds.isBoxed(value))) {
    return undefined;
  }
  const name = Object.prototype.toString.call(memory).slice("[object ".length, -1);
  const remedy = name === "Blob" || name === "File" ? "; send its bytes: await blob.arrayBuffer()" : "";
  return `in a browser only bytes reach a thread that blocks, and a ${name} cannot be made of bytes${remedy}`;
}
