import { atUser } from "../users-line.ts";

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
 * @throws TypeError when `value` is a primitive, which has nothing to move, or something in `list` cannot be moved: nothing has
 * been marked then.
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
    throw atUser(
      new TypeError(
        `Cannot transfer: value is ${value === null ? "null" : `a ${typeof value}`}, which holds nothing to move`,
      ),
    );
  }
  if (!Array.isArray(list))
    throw atUser(new TypeError("Cannot transfer: list is not an array of transferable objects"));
  list.forEach(requireTransferable);
  shared[key] ??= new WeakMap();
  shared[key].set(value, list);
  return value;
}

function requireTransferable(item: unknown, index: number): void {
  const why = whyNot(item);
  if (why !== undefined) throw atUser(new TypeError(`Cannot transfer list[${index}]: ${why}`));
}

/** Why an item cannot be moved, as far as that can be known here: what can be, each platform decides. */
function whyNot(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) return `it is ${item === null ? "null" : `a ${typeof item}`}`;
  if (ArrayBuffer.isView(item)) return "it is a view of memory; move its buffer";
  const tag = Object.prototype.toString.call(item);
  if (tag === "[object SharedArrayBuffer]") return "it is shared by both sides anyway; leave it out of the list";
  const prototype: unknown = Object.getPrototypeOf(item);
  if (Array.isArray(item) || prototype === null || Object.getPrototypeOf(prototype) === null)
    return "it is plain data, which is copied; list the ArrayBuffer, port or stream in it";
  const moved = tag === "[object ArrayBuffer]" && isDetached(item as ArrayBuffer);
  return moved ? "its memory has been moved away already" : undefined;
}

/** Whether somebody has moved this memory away. */
export function isDetached(memory: ArrayBufferLike): boolean {
  if (memory.byteLength > 0) return false;
  try {
    new Uint8Array(memory);
    return false;
  } catch {
    return true;
  }
}

export function transfersOf(value: object): readonly unknown[] | undefined {
  return shared[key]?.get(value);
}

/** Objects that postMessage can move. */
export type Transferable = ArrayBuffer | ReadableStream | WritableStream | TransformStream | MessagePortLike;

/** A MessagePort of any runtime. */
interface MessagePortLike {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}
