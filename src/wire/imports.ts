/**
 * The things of the other side that this side has stand-ins for, and copies whose functions are called on the thing there. All are
 * held weakly: when nobody has any of a thing, the other side is told how often it had arrived.
 */
export class Imports {
  readonly #released: (number: number, arrivals: number) => void;
  readonly #standIns = new Map<number, WeakRef<object>>();
  readonly #numbers = new WeakMap<object, number>();
  readonly #arrivals = new Map<number, number>();
  /** How many stand-ins and copies of a thing the garbage collector has not taken yet. */
  readonly #holders = new Map<number, number>();
  readonly #collected: FinalizationRegistry<number> = new FinalizationRegistry((number) => this.#lost(number));

  constructor(released: (number: number, arrivals: number) => void) {
    this.#released = released;
  }

  /** How many things have stand-ins. */
  get size(): number {
    return this.#standIns.size;
  }

  /** The stand-in for a thing that has arrived: the same one as long as anybody has it. */
  arrive(number: number, make: () => object): object {
    this.#count(number);
    const known = this.#standIns.get(number)?.deref();
    if (known !== undefined) return known;
    const standIn = make();
    this.#standIns.set(number, new WeakRef(standIn));
    this.#hold(standIn, number);
    return standIn;
  }

  /** `copy` has arrived, of a thing of the other side. */
  adopt(copy: object, number: number): void {
    this.#count(number);
    this.#hold(copy, number);
  }

  /** The number of the thing that a stand-in or a copy is of. */
  numberOf(held: object): number | undefined {
    return this.#numbers.get(held);
  }

  /** Gives a thing up: its stand-in is of no use from now on. */
  release(number: number): void {
    const standIn = this.#standIns.get(number)?.deref();
    if (standIn !== undefined) this.#collected.unregister(standIn);
    this.#forget(number);
  }

  #count(number: number): void {
    this.#arrivals.set(number, (this.#arrivals.get(number) ?? 0) + 1);
  }

  #hold(held: object, number: number): void {
    this.#numbers.set(held, number);
    this.#holders.set(number, (this.#holders.get(number) ?? 0) + 1);
    this.#collected.register(held, number, held);
  }

  #lost(number: number): void {
    const left = (this.#holders.get(number) ?? 0) - 1;
    if (left > 0) this.#holders.set(number, left);
    else this.#forget(number);
  }

  #forget(number: number): void {
    const arrivals = this.#arrivals.get(number);
    if (arrivals === undefined) return;
    this.#standIns.delete(number);
    this.#arrivals.delete(number);
    this.#holders.delete(number);
    this.#released(number, arrivals);
  }
}
