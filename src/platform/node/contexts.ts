import type { Contexts } from "../../kernel/host.ts";

/** The parts of `node:async_hooks` that are used here; Node, Deno and Bun have them. */
interface Resource {
  runInAsyncScope<T>(body: () => T): T;
}

interface AsyncHooks {
  readonly AsyncResource: new (type: string, options?: { readonly requireManualDestroy: boolean }) => Resource;
}

interface Process {
  readonly versions?: Readonly<Record<string, string>>;
  readonly moduleLoadList?: readonly string[];
  getBuiltinModule?(name: string): AsyncHooks | undefined;
}

/** A context as `AsyncResource` captures it. Nobody waits for its end, so that none need be told of it. */
const unobserved = { requireManualDestroy: true };

/** Contexts by means of resources: in use from the first. */
class ResourceContexts implements Contexts {
  inUse = true;
  protected readonly hooks: AsyncHooks;
  /** Made while nothing is set, if there is such a time. */
  readonly #blank: Resource;

  constructor(hooks: AsyncHooks) {
    this.hooks = hooks;
    this.#blank = this.copy();
  }

  look(): void {}

  watch(body: () => void): void {
    this.look();
    body();
  }

  capture(): Resource | undefined {
    this.look();
    return this.inUse ? this.copy() : undefined;
  }

  takeOver(): Resource {
    return this.copy();
  }

  protected copy(): Resource {
    return new this.hooks.AsyncResource("miniasync", unobserved);
  }

  run<T>(context: object | undefined, body: () => T): T {
    return ((context as Resource | undefined) ?? this.#blank).runInAsyncScope(body);
  }
}

/** The file of Node that has the class AsyncLocalStorage. */
const storage = /async_local_storage\//;

/** Those of Node 22 and newer, which loads AsyncLocalStorage when it is first asked for it: before that, nothing can be set. */
class LateContexts extends ResourceContexts {
  readonly #loaded: readonly string[];
  #seen = 0;

  constructor(hooks: AsyncHooks, loaded: readonly string[]) {
    super(hooks);
    this.#loaded = loaded;
    this.inUse = false;
    this.look();
  }

  override look(): void {
    const { length } = this.#loaded;
    if (length === this.#seen) return;
    for (let index = this.#seen; index < length; index++) {
      if (storage.test(this.#loaded[index] as string)) this.inUse = true;
    }
    this.#seen = length;
  }
}

/**
 * Those of Node 20, where a store is a property of the resource that runs. As long as there is none, turns run in one resource for
 * all, which notices the first.
 */
class WatchedContexts extends ResourceContexts {
  readonly #target: Resource;
  readonly #own: number;
  readonly #watched: Resource;
  /** That resource runs. */
  #watching = false;

  constructor(hooks: AsyncHooks) {
    super(hooks);
    this.inUse = false;
    this.#target = this.copy();
    this.#own = Object.getOwnPropertySymbols(this.#target).length;
    this.#watched = new Proxy(this.#target, {
      set: (target, key, value) => {
        this.inUse = true;
        return Reflect.set(target, key, value);
      },
    });
  }

  override watch(body: () => void): void {
    if (this.inUse || this.#watching) return body();
    this.#lookAround();
    if (this.inUse) return body();
    this.#watching = true;
    try {
      this.#watched.runInAsyncScope(body);
    } finally {
      this.#watching = false;
    }
  }

  unwatch(): void {
    this.#watching = false;
  }

  override capture(): Resource | undefined {
    if (!this.inUse && !this.#watching) this.#lookAround();
    return super.capture();
  }

  override takeOver(): Resource {
    const context = this.copy();
    for (const key of Object.getOwnPropertySymbols(this.#target).slice(this.#own))
      Reflect.deleteProperty(this.#target, key);
    return context;
  }

  /** Where that resource does not run, nobody has told of what is set. */
  #lookAround(): void {
    try {
      // Refused only while something watches resources, as AsyncLocalStorage does from its first store on.
      new this.hooks.AsyncResource("", unobserved);
    } catch {
      this.inUse = true;
    }
  }
}

let made: Contexts | undefined | null = null;

/** The contexts of this platform; undefined where it has none. */
export function hostContexts(): Contexts | undefined {
  if (made === null) made = makeContexts((globalThis as { process?: Process }).process);
  return made;
}

/** @internal Those of a platform whose `process` this is. */
export function makeContexts(process: Process = {}): Contexts | undefined {
  // Not imported: that would look up AsyncLocalStorage, and cost every program that has no use for it.
  const hooks = process.getBuiltinModule?.("node:async_hooks");
  if (hooks === undefined) return undefined;
  const { versions = {}, moduleLoadList } = process;
  if (versions.bun !== undefined || versions.deno !== undefined) return new ResourceContexts(hooks);
  const isLate = Object.getOwnPropertyDescriptor(hooks, "AsyncLocalStorage")?.get !== undefined;
  if (!isLate) return new WatchedContexts(hooks);
  return Array.isArray(moduleLoadList) ? new LateContexts(hooks, moduleLoadList) : new ResourceContexts(hooks);
}
