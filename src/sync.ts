import type { Sync } from "./in-caller/remote-types.ts";
import { callableTarget, labelOf, printAs, type Stand, standOf, standsFor } from "./in-caller/stand-ins.ts";
import { isCoroutine } from "./kernel/coroutine.ts";
import { run } from "./run.ts";
import { isPlainObject } from "./run-options.ts";
import { atUser } from "./users-line.ts";

/**
 * The blocking view of a remote thing: `sync(prettier).format(text)` is `run(prettier.format(text))[0]`. Names are looked up as
 * in the thing itself, and what a call gives is viewed likewise. It stands for the thing as an argument, too. Several calls at
 * once need `run`.
 *
 * @param remote a module, a function, a class or a handle.
 * @returns the same with blocking functions. Values are returned as they are.
 * @throws TypeError when `remote` is nothing remote.
 * @example
 * ```ts
 * import { load, sync } from "miniasync";
 * const fs = sync(load<typeof import("node:fs/promises")>("node:fs/promises"));
 * console.log(fs.readFile("package.json", "utf8").length > 0, fs.stat(".").isDirectory());
 * ```
 */
export function sync<R>(remote: R): Sync<R> {
  if (standOf(remote) === undefined)
    throw atUser(
      new TypeError(
        typeof remote === "function"
          ? `sync(): the argument is the function ${remote.name || "(anonymous)"} of this thread; wrap it: sync(coroutine(async (...) => { ... }))`
          : "sync(): the argument is nothing remote; give a module of load(), a function of coroutine(), or a handle",
      ),
      sync,
    );
  return view(remote) as Sync<R>;
}

const views = new WeakMap<object, unknown>();
const originals = new WeakMap<object, object>();

function view(value: unknown): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || originals.has(value))
    return value;
  let made = views.get(value);
  if (made === undefined) {
    const stand = standOf(value);
    made = stand === undefined ? viewOfParts(value) : viewOfRemote(value, stand);
    views.set(value, made);
    if (made !== value) originals.set(made as object, value);
  }
  return made;
}

function viewOfRemote(remote: object, stand: Stand): object {
  const target = printAs(
    typeof remote === "function" ? callableTarget() : Object.create(null),
    () => `${labelOf(stand)}, blocking`,
  );
  const proxy = new Proxy(target, {
    get(_target, key) {
      const part: unknown = Reflect.get(remote, key);
      return typeof key === "symbol" ? part : view(part);
    },
    has: (_target, key) => Reflect.has(remote, key),
    set: (_target, key, value) => Reflect.set(remote, key, value),
    apply: (_target, on, args) => blocking(Reflect.apply(remote as () => unknown, original(on), args)),
    construct: (_target, args) => blocking(Reflect.construct(remote as new () => object, args)) as object,
  });
  return standsFor(proxy, stand);
}

/** A copy whose functions block, if it has any; a copy's functions are still called on the thing that was copied. */
function viewOfParts(value: object): object {
  if (!hasRemote(value, new Set())) return value;
  const made: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  views.set(value, made);
  for (const [key, part] of Object.entries(value)) {
    Object.defineProperty(made, key, { value: view(part), enumerable: true, configurable: true, writable: true });
  }
  return made;
}

function hasRemote(value: unknown, seen: Set<unknown>): boolean {
  if (standOf(value) !== undefined) return true;
  if (!(Array.isArray(value) || isPlainObject(value)) || seen.has(value)) return false;
  seen.add(value);
  return Object.values(value as object).some((part) => hasRemote(part, seen));
}

function original(value: unknown): unknown {
  return (typeof value === "object" || typeof value === "function") && value !== null
    ? (originals.get(value) ?? value)
    : value;
}

function blocking(result: unknown): unknown {
  return isCoroutine(result) ? view(run(result)[0]) : result;
}
