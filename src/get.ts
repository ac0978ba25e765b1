import { getProperty } from "./in-caller/handle.ts";
import type { Handle } from "./in-caller/remote-types.ts";
import { standOf } from "./in-caller/stand-ins.ts";
import { type Coroutine, found } from "./kernel/coroutine.ts";
import { atUser } from "./users-line.ts";

/**
 * Reads a property of a handle without blocking: the coroutine waits, other tasks go on. Needed where the thread may not block.
 *
 * @param handle a thing in a thread.
 * @param key the name of one of its properties.
 * @returns a coroutine of the property's value.
 * @throws TypeError at once when `handle` is no handle. @throws LoopError when it has been released, and LoopClosedError or
 * ThreadExitedError when its thread is gone.
 * @example
 * ```ts
 * import { coroutine, get, run } from "miniasync";
 * const [response] = run(coroutine(async () => new Response("text", { status: 201 }))());
 * console.log(run(get(response, "status")), response.status);
 * ```
 */
export function get<T, K extends keyof Handle<T>>(handle: Handle<T>, key: K): Coroutine<Handle<T>[K]> {
  const stand = standOf(handle);
  if (stand?.kind !== "handle")
    throw atUser(
      new TypeError("Cannot get: the first argument is no handle; its properties can be read as they are"),
      get,
    );
  if (typeof key !== "string")
    throw atUser(new TypeError(`Cannot get: key is ${found(key)}, not the name of a property`), get);
  return getProperty(stand, key) as unknown as Coroutine<Handle<T>[K]>;
}
