import { getProperty, setProperty } from "./in-caller/handle.ts";
import { lookAt, readMember } from "./in-caller/member.ts";
import type { Member } from "./in-caller/outbox.ts";
import type { Sync } from "./in-caller/remote-types.ts";
import {
  callableTarget,
  functionMethod,
  labelOf,
  printAs,
  type Stand,
  shownBriefly,
  standOf,
  standsFor,
} from "./in-caller/stand-ins.ts";
import { type Coroutine, found, isCoroutine } from "./kernel/coroutine.ts";
import { run } from "./run.ts";
import { isPlainObject, requireKnown, requireTime } from "./run-options.ts";
import { atUser, borderOf } from "./users-line.ts";
import type { Looked, MemberKind } from "./wire/protocol.ts";

/** How a blocking view blocks. */
export interface SyncOptions {
  /** A deadline for each call, and for each property that is read, in milliseconds; none by default. */
  readonly timeout?: number | undefined;
}

/**
 * The blocking view of a remote thing: `sync(prettier).format(text)` is `run(prettier.format(text))[0]`. What a call gives is viewed
 * likewise, so that calls can be written one behind the other. It stands for the thing as an argument, too. Several calls at once need
 * `run`.
 *
 * The view of a module is like the module: its values are values, read each time; a name that it has not is undefined; `in` and
 * `Object.keys` know its names. The module is looked at once, when something of it is first asked for, which imports it.
 *
 * @param remote a module, a function, a class or a handle.
 * @param options a deadline.
 * @returns the same with blocking functions. Values are returned as they are.
 * @throws TypeError when `remote` is nothing remote, and TypeError or RangeError for options that do not exist.
 * @throws through the view: the errors of calls; TimeoutError at the deadline; when the module is first looked at, the error of its import.
 * @example
 * ```ts
 * import { load, sync } from "miniasync";
 * const fs = sync(load<typeof import("node:fs/promises")>("node:fs/promises"));
 * console.log(fs.readFile("package.json", "utf8").length > 0, fs.stat(".").isDirectory(), fs.constants.R_OK);
 * ```
 */
export function sync<R>(remote: R, options: SyncOptions = {}): Sync<R> {
  if (standOf(remote) === undefined)
    throw atUser(
      new TypeError(
        typeof remote === "function"
          ? `sync(): the argument is ${found(remote)} of this thread; wrap it: sync(coroutine(async (...) => { ... }))`
          : `sync(): the argument is ${found(remote)}, which is nothing remote; give a module of load(), a function of coroutine(), or a handle, and call it then: sync(x).f()`,
      ),
      sync,
    );
  requireKnown("sync()", options, ["timeout"], sync);
  const { timeout } = options;
  requireTime("sync()", "timeout", timeout, sync);
  let views = viewsBy.get(timeout);
  if (views === undefined) {
    if (viewsBy.size === 0) prepare();
    views = new Views(timeout);
    viewsBy.set(timeout, views);
  }
  return views.of(original(remote)) as Sync<R>;
}

/** The thing that a view is of. */
const originals = new WeakMap<object, object>();

function original(value: unknown): unknown {
  return isObject(value) ? (originals.get(value) ?? value) : value;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** The views whose calls have the same deadline. The same thing has the same view. */
class Views {
  readonly #options: SyncOptions | undefined;
  readonly #made = new WeakMap<object, unknown>();

  constructor(timeout: number | undefined) {
    this.#options = timeout === undefined ? undefined : { timeout };
  }

  of(value: unknown): unknown {
    if (!isObject(value) || originals.has(value)) return value;
    let made = this.#made.get(value);
    if (made === undefined) {
      const stand = standOf(value);
      if (stand === undefined) made = this.#ofParts(value);
      else if (stand.kind === "member") made = new MemberView(this, value, stand, isFunction(stand)).proxy;
      else made = new ThingView(this, value, stand, typeof value === "function", this.#options !== undefined).proxy;
      this.#keep(value, made);
    }
    return made;
  }

  #keep(value: object, made: unknown): void {
    this.#made.set(value, made);
    if (made !== value) originals.set(made as object, value);
  }

  block(result: unknown): unknown {
    return isCoroutine(result) ? this.of(this.run(result)) : result;
  }

  run<T>(coroutine: Coroutine<T>): T {
    return this.#options === undefined ? run(coroutine)[0] : run(coroutine, this.#options)[0];
  }

  /** A copy whose functions block, if it has any; a copy's functions are still called on the thing that was copied. */
  #ofParts(value: object): object {
    if (!hasRemote(value, new Set())) return value;
    const made: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
    this.#keep(value, made);
    for (const [key, part] of Object.entries(value)) {
      Object.defineProperty(made, key, { value: this.of(part), enumerable: true, configurable: true, writable: true });
    }
    return made;
  }
}

const viewsBy = new Map<number | undefined, Views>();

/** Whether a part of a module that has not been looked at may be a function. */
function isFunction({ source, path }: Member): boolean {
  return path.length > 0 || source.base.kind === "inline";
}

/** The traps of a view: the functions that the code of the user calls. */
abstract class View implements ProxyHandler<object> {
  readonly proxy: object;
  protected readonly views: Views;
  protected readonly remote: object;

  constructor(views: Views, remote: object, stand: Stand, callable: boolean) {
    this.views = views;
    this.remote = remote;
    const target = printAs(callable ? callableTarget() : Object.create(null), () => `${labelOf(stand)}, blocking`);
    this.proxy = standsFor(new Proxy(target, this), stand);
  }

  abstract read(key: string): unknown;

  get(_target: object, key: string | symbol): unknown {
    return typeof key === "symbol" ? Reflect.get(this.remote, key) : this.read(key);
  }

  set(_target: object, key: string | symbol, value: unknown): boolean {
    return Reflect.set(this.remote, key, value);
  }

  has(_target: object, key: string | symbol): boolean {
    return Reflect.has(this.remote, key);
  }

  defineProperty(_target: object, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    return Reflect.defineProperty(this.remote, key, descriptor);
  }

  deleteProperty(_target: object, key: string | symbol): boolean {
    return Reflect.deleteProperty(this.remote, key);
  }

  apply(_target: object, on: unknown, args: unknown[]): unknown {
    return this.views.block(Reflect.apply(this.remote as () => unknown, original(on), args));
  }

  construct(_target: object, args: unknown[]): object {
    return this.views.block(Reflect.construct(this.remote as new () => object, args)) as object;
  }
}

/** To be called with the first view. Done when this file is loaded, no bundler could leave the classes out. */
function prepare(): void {
  borderOf(View.prototype.get, View.prototype.apply, View.prototype.construct);
  shownBriefly(View.prototype);
}

/** The view of a handle, or of a method of one. */
class ThingView extends View {
  readonly #stand: Stand;
  /** Whether a property that is read has a deadline. */
  readonly #limited: boolean;

  constructor(views: Views, remote: object, stand: Stand, callable: boolean, limited: boolean) {
    super(views, remote, stand, callable);
    this.#stand = stand;
    this.#limited = limited;
  }

  read(key: string): unknown {
    const stand = this.#stand;
    return this.views.of(
      this.#limited && stand.kind === "handle" && !stand.about.methods.includes(key)
        ? this.views.block(getProperty(stand, key))
        : Reflect.get(this.remote, key),
    );
  }

  override set(target: object, key: string | symbol, value: unknown): boolean {
    if (this.#stand.kind !== "handle" || typeof key !== "string") return super.set(target, key, value);
    this.views.block(setProperty(this.#stand, key, original(value)));
    return true;
  }
}

/** The view of a part of a module, which is looked at when a name of it is first asked for. */
class MemberView extends View {
  readonly #member: Member;
  readonly #callable: boolean;
  #looked: Looked | undefined;
  readonly #kinds = new Map<string, MemberKind>();
  readonly #children = new Map<string, object>();

  constructor(views: Views, remote: object, member: Member, callable: boolean, looked?: Looked) {
    super(views, remote, member, callable);
    this.#member = member;
    this.#callable = callable;
    if (looked !== undefined) this.#keep(looked);
  }

  override has(target: object, key: string | symbol): boolean {
    return typeof key === "symbol" ? super.has(target, key) : this.#kindOf(key) !== undefined;
  }

  ownKeys(): string[] {
    return [...this.#listed, ...(this.#callable && !this.#listed.includes("prototype") ? ["prototype"] : [])];
  }

  getOwnPropertyDescriptor(target: object, key: string | symbol): PropertyDescriptor | undefined {
    if (this.#callable && key === "prototype") return Reflect.getOwnPropertyDescriptor(target, key);
    if (typeof key === "symbol" || !this.#listed.includes(key)) return undefined;
    // Read when it is asked for: whoever lists the names need not wait for all the values.
    return { get: () => this.read(key), enumerable: true, configurable: true };
  }

  get #listed(): readonly string[] {
    const { names, enumerable } = this.#looked ?? this.#look();
    return names.slice(0, enumerable);
  }

  #look(): Looked {
    return this.#keep(this.views.run(lookAt(this.#member)));
  }

  #keep(looked: Looked): Looked {
    this.#looked = looked;
    for (const [index, key] of looked.names.entries()) this.#kinds.set(key, looked.kinds[index] as MemberKind);
    return looked;
  }

  /** The kind of a name; undefined for one that is not there. Such a one may have been added meanwhile. */
  #kindOf(key: string): MemberKind | undefined {
    if (!this.#kinds.has(key)) this.#look();
    return this.#kinds.get(key);
  }

  read(key: string): unknown {
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    const child = Reflect.get(this.remote, key) as object; // Throws for what awaiting and coercing ask for.
    const method = this.#callable ? functionMethod(key) : undefined;
    if (method !== undefined) return method;
    const member = standOf(child) as Member;
    switch (this.#kindOf(key)) {
      case undefined:
        return undefined;
      case "value":
        return this.views.block(readMember(member));
      case "getter":
        return this.#getterOf(key, child, member);
      default:
        return this.#child(key, child, member, this.#kinds.get(key) === "function");
    }
  }

  /** A getter may show another thing each time, unless that is a function or has functions. */
  #getterOf(key: string, child: object, member: Member): unknown {
    const looked = this.views.run(lookAt(member));
    if (looked.is === "value") return this.views.block(readMember(member));
    return this.#child(key, child, member, looked.is === "function", looked);
  }

  #child(key: string, child: object, member: Member, callable: boolean, looked?: Looked): object {
    const { proxy } = new MemberView(this.views, child, member, callable, looked);
    originals.set(proxy, child);
    this.#children.set(key, proxy);
    return proxy;
  }
}

function hasRemote(value: unknown, seen: Set<unknown>): boolean {
  if (standOf(value) !== undefined) return true;
  if (!(Array.isArray(value) || isPlainObject(value)) || seen.has(value)) return false;
  seen.add(value);
  return Object.values(value as object).some((part) => hasRemote(part, seen));
}
