type Lists = WeakMap<object, readonly unknown[]>;

/** Shared by all copies of this package in a thread: that of a bundle and that of the thread's own program. */
const key = Symbol.for("miniasync.transfers");
const shared = globalThis as { [key]?: Lists };

/**
 * Marks what is to be moved, not copied, when `value` is sent: afterwards this side has it no longer (a moved ArrayBuffer has
 * length 0). As the platform's transfer lists: ArrayBuffer, MessagePort, ReadableStream and the like. Works for arguments, and
 * in modules of a thread for results.
 *
 * @param value an object that is sent later, as an argument, a part of one, or a result.
 * @param list what to move with it.
 * @returns `value`.
 * @throws TypeError when `value` is a primitive, which has nothing to move.
 * @example
 * ```ts
 * import { coroutine, run, transfer } from "miniasync";
 * const length = coroutine(async (bytes: Uint8Array) => bytes.length);
 * const bytes = new Uint8Array(1_000_000);
 * console.log(run(length(transfer(bytes, [bytes.buffer]))), bytes.length);
 * ```
 */
export function transfer<T>(value: T, list: readonly Transferable[]): T {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    throw new TypeError(
      `Cannot transfer: value is ${value === null ? "null" : `a ${typeof value}`}, which holds nothing to move`,
    );
  }
  if (!Array.isArray(list)) throw new TypeError("Cannot transfer: list is not an array of transferable objects");
  shared[key] ??= new WeakMap();
  shared[key].set(value, list);
  return value;
}

export function transfersOf(value: object): readonly unknown[] | undefined {
  return shared[key]?.get(value);
}

/** What postMessage can move. */
export type Transferable = ArrayBuffer | ReadableStream | WritableStream | TransformStream | MessagePortLike;

/** A MessagePort of any runtime. */
interface MessagePortLike {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}
