import { setProperty } from "./in-caller/handle.ts";
import type { Arg, Handle } from "./in-caller/remote-types.ts";
import { standOf } from "./in-caller/stand-ins.ts";
import { type Coroutine, found } from "./kernel/coroutine.ts";
import { atUser } from "./users-line.ts";

/**
 * Sets a property of a handle, in its thread. The value crosses as an argument does.
 *
 * @param handle a thing in a thread.
 * @param key the name of the property.
 * @param value its new value.
 * @returns a coroutine that ends when the property has been set.
 * @throws TypeError at once when `handle` is no handle. @throws through the coroutine: CloneError for a value that cannot cross, TypeError
 * for a property that cannot be set, LoopError when the handle has been released, LoopClosedError or ThreadExitedError when its thread
 * is gone.
 * @example
 * ```ts
 * import { coroutine, run, set } from "miniasync";
 * const [url] = run(coroutine(async () => Object.assign(new EventTarget(), { level: 1 }))());
 * run(set(url, "level", 2));
 * console.log(url.level);
 * ```
 */
export function set<T, K extends keyof T>(handle: Handle<T>, key: K, value: Arg<T[K]>): Coroutine<void> {
  const stand = standOf(handle);
  if (stand?.kind !== "handle")
    throw atUser(new TypeError("Cannot set: the first argument is no handle; set its property as it is"), set);
  if (typeof key !== "string")
    throw atUser(new TypeError(`Cannot set: key is ${found(key)}, not the name of a property`), set);
  return setProperty(stand, key, value) as unknown as Coroutine<void>;
}
