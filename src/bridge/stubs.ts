/** How a stub reaches its function in the caller. */
export interface Caller {
  /** Stand still until the answer. */
  callBlocking(callback: number, args: unknown[]): unknown;
  callWaiting(callback: number, args: unknown[]): Promise<unknown>;
  /** The caller may forget this callback, unless it has sent it more often than this. */
  forget(callback: number, arrivals: number): void;
}

/** In the thread: what stands for the functions of the caller. */
export class Stubs {
  readonly #caller: Caller;
  readonly #stubs = new Map<number, WeakRef<object>>();
  readonly #ids = new WeakMap<object, number>();
  readonly #arrivals = new Map<number, number>();
  readonly #collected: FinalizationRegistry<number>;

  constructor(caller: Caller) {
    this.#caller = caller;
    this.#collected = new FinalizationRegistry((id) => {
      if (this.#stubs.get(id)?.deref() !== undefined) return;
      this.#stubs.delete(id);
      caller.forget(id, this.#arrivals.get(id) ?? 0);
      this.#arrivals.delete(id);
    });
  }

  get size(): number {
    return this.#stubs.size;
  }

  idOf(stub: object): number | undefined {
    return this.#ids.get(stub);
  }

  /** The function for a callback: the same one as long as the thread has it. */
  stub(id: number, generator: boolean, name: string): object {
    this.#arrivals.set(id, (this.#arrivals.get(id) ?? 0) + 1);
    const known = this.#stubs.get(id)?.deref();
    if (known !== undefined) return known;
    const caller = this.#caller;
    const stub = generator
      ? (...args: unknown[]): Promise<unknown> => caller.callWaiting(id, args)
      : (...args: unknown[]): unknown => caller.callBlocking(id, args);
    Object.defineProperty(stub, "name", { value: name, configurable: true });
    this.#stubs.set(id, new WeakRef(stub));
    this.#ids.set(stub, id);
    this.#collected.register(stub, id);
    return stub;
  }
}
