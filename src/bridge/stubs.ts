/** How a stub reaches its function in the caller. */
export interface Caller {
  /** Stand still until the answer. `on` is the number of the object that the function is called on. */
  callBlocking(callback: number, args: unknown[], on: number | undefined): unknown;
  callWaiting(callback: number, args: unknown[], on: number | undefined): Promise<unknown>;
  /** The caller may forget this callback or object, unless it has sent it more often than this. */
  forget(callback: number, arrivals: number): void;
}

/** A function of the caller's, as it is told of. */
export interface Described {
  readonly id: number;
  readonly generator: boolean;
  readonly name: string;
  readonly length: number;
}

/** In the thread: what stands for the functions of the caller, and the copies of objects that have such functions. */
export class Stubs {
  readonly #caller: Caller;
  readonly #stubs = new Map<number, WeakRef<object>>();
  readonly #ids = new WeakMap<object, number>();
  readonly #owners = new WeakMap<object, number>();
  readonly #copies = new Map<number, number>();
  readonly #arrivals = new Map<number, number>();
  readonly #collected: FinalizationRegistry<number>;

  constructor(caller: Caller) {
    this.#caller = caller;
    this.#collected = new FinalizationRegistry((id) => {
      const copies = (this.#copies.get(id) ?? 1) - 1;
      if (copies > 0) this.#copies.set(id, copies);
      else if (this.#stubs.get(id)?.deref() === undefined) this.#forget(id);
    });
  }

  get size(): number {
    return this.#stubs.size;
  }

  idOf(stub: object): number | undefined {
    return this.#ids.get(stub);
  }

  /** `copy` is of the object that the caller knows by this number. */
  adopt(copy: object, id: number): void {
    this.#count(id);
    this.#copies.set(id, (this.#copies.get(id) ?? 0) + 1);
    this.#owners.set(copy, id);
    this.#collected.register(copy, id);
  }

  /** The function for a callback: the same one as long as the thread has it. */
  stub(about: Described): object {
    const { id } = about;
    this.#count(id);
    const known = this.#stubs.get(id)?.deref();
    if (known !== undefined) return known;
    const stub = this.#make(about);
    this.#stubs.set(id, new WeakRef(stub));
    this.#ids.set(stub, id);
    this.#collected.register(stub, id);
    return stub;
  }

  #make({ id, generator, name, length }: Described): object {
    const caller = this.#caller;
    const owners = this.#owners;
    // Methods: unlike functions they are no constructors, and unlike arrows they are called on something.
    const { stub } = generator
      ? {
          stub(this: unknown, ...args: unknown[]): unknown {
            return caller.callWaiting(id, args, owners.get(this as object));
          },
        }
      : {
          stub(this: unknown, ...args: unknown[]): unknown {
            return caller.callBlocking(id, args, owners.get(this as object));
          },
        };
    Object.defineProperty(stub, "name", { value: name, configurable: true });
    Object.defineProperty(stub, "length", { value: length, configurable: true });
    return stub;
  }

  #count(id: number): void {
    this.#arrivals.set(id, (this.#arrivals.get(id) ?? 0) + 1);
  }

  #forget(id: number): void {
    this.#stubs.delete(id);
    this.#copies.delete(id);
    this.#caller.forget(id, this.#arrivals.get(id) ?? 0);
    this.#arrivals.delete(id);
  }
}
