import type { Loop } from "../kernel/loop.ts";

/** A function of the caller's that a thread has been given. */
export interface Callback {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the user wrote
  readonly function: (...args: any[]) => unknown;
  readonly generator: boolean;
  /** The loop of the run it was passed to, where a generator's task belongs. */
  readonly loop: Loop | undefined;
}

/** The functions that one thread has been given. */
export class Callbacks {
  readonly #byId = new Map<number, Callback>();
  readonly #ids = new WeakMap<object, number>();
  readonly #owners = new Map<number, object>();
  readonly #sent = new Map<number, number>();
  #next = 1;

  get size(): number {
    return this.#byId.size;
  }

  /** Whether one of them may wake a coroutine of `loop`: a plain function may do anything, a task belongs to its own loop. */
  mayCall(loop: Loop): boolean {
    for (const { generator, loop: own } of this.#byId.values()) {
      if (!generator || own === loop || own === undefined || own.closed) return true;
    }
    return false;
  }

  /** The number of a function; the same function has the same one. */
  idOf(callback: Callback): number {
    let id = this.#ids.get(callback.function);
    if (id === undefined || !this.#byId.has(id)) {
      id = this.#next++;
      this.#ids.set(callback.function, id);
    }
    // The latest run it was passed to is where its tasks belong.
    this.#byId.set(id, callback);
    return this.#count(id);
  }

  /** The number of an object whose functions have been given to the thread, which calls them on a copy. */
  ownerId(object: object): number {
    let id = this.#ids.get(object);
    if (id === undefined || !this.#owners.has(id)) {
      id = this.#next++;
      this.#ids.set(object, id);
      this.#owners.set(id, object);
    }
    return this.#count(id);
  }

  owner(id: number): object | undefined {
    return this.#owners.get(id);
  }

  get(id: number): Callback | undefined {
    return this.#byId.get(id);
  }

  /** The thread has no use for it any more, unless it has been sent once more meanwhile. */
  forget(id: number, arrivals: number): void {
    const left = (this.#sent.get(id) ?? 0) - arrivals;
    this.#sent.set(id, left);
    if (left > 0) return;
    this.#byId.delete(id);
    this.#owners.delete(id);
    this.#sent.delete(id);
  }

  #count(id: number): number {
    this.#sent.set(id, (this.#sent.get(id) ?? 0) + 1);
    return id;
  }
}

// By their tags, which are the same in every realm.
export function isGeneratorFunction(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object GeneratorFunction]";
}

export function isAsyncFunction(value: object): boolean {
  return /^\[object Async(Generator)?Function\]$/.test(Object.prototype.toString.call(value));
}
