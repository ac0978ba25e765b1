import { standOf } from "./bridge/known.ts";
import type { Sync } from "./bridge/sync-types.ts";
import { isCoroutine } from "./kernel/coroutine.ts";
import { run } from "./run.ts";

/**
 * The blocking view of a remote thing: `sync(prettier).format(text)` is `run(prettier.format(text))[0]`. Names are looked up as
 * in the thing itself; what a call gives is viewed likewise. Several calls at once need `run`.
 *
 * @param remote a module, a function, a class or a handle.
 * @returns the same with blocking functions. Values are returned as they are.
 * @throws TypeError when `remote` is nothing remote.
 */
export function sync<R>(remote: R): Sync<R> {
  if (standOf(remote) === undefined)
    throw new TypeError("Cannot make a blocking view: that is nothing remote; give a module of load(), or a handle");
  return view(remote) as Sync<R>;
}

const views = new WeakMap<object, object>();

function view(value: unknown): unknown {
  if (standOf(value) === undefined && !isRemoteFunction(value)) return value;
  const remote = value as object;
  let made = views.get(remote);
  if (made === undefined) {
    made = new Proxy(remote, {
      get(target, key) {
        const part: unknown = Reflect.get(target, key);
        return typeof key === "symbol" ? part : view(part);
      },
      apply: (target, on, args) => blocking(Reflect.apply(target as () => unknown, on, args)),
      construct: (target, args) => blocking(Reflect.construct(target as new () => object, args)) as object,
    });
    views.set(remote, made);
  }
  return made;
}

function blocking(result: unknown): unknown {
  return isCoroutine(result) ? view(run(result)[0]) : result;
}

/** A method of a handle stands for nothing by itself, but can be called. */
function isRemoteFunction(value: unknown): boolean {
  return typeof value === "function" && isMethod(value);
}

const inspect = Symbol.for("nodejs.util.inspect.custom");

function isMethod(value: object): boolean {
  return Object.getOwnPropertyDescriptor(value, inspect) !== undefined;
}
