/** A stand-in for a thing of the other side, or a copy whose functions are called on the thing there. */
interface Held {
  readonly number: number;
  readonly ref: WeakRef<object>;
}

/** So many more stand-ins and copies are held before the next sweep. */
const few = 256;

/** So many weak looks, each of which keeps a thing, go by until all are let go. */
const fewKept = 64;

/**
 * The things of the other side that this side has stand-ins for, and copies whose functions are called on the thing there. All are
 * held weakly: when nobody has any of a thing, the other side is told how often it had arrived.
 */
export class Imports {
  readonly #released: (number: number, arrivals: number) => void;
  readonly #letGo: (() => void) | undefined;
  readonly #standIns = new Map<number, Held>();
  readonly #numbers = new WeakMap<object, number>();
  readonly #arrivals = new Map<number, number>();
  /** Stand-ins and copies that the garbage collector has not been seen to take. */
  readonly #held = new Set<Held>();
  /** How many of these are of each thing. */
  readonly #holders = new Map<number, number>();
  readonly #collected: FinalizationRegistry<Held> = new FinalizationRegistry((held) => this.#lost(held));
  #sweepAt = few;
  /** How often something was looked at weakly, which keeps it from the garbage collector until the job ends. */
  #looked = 0;

  /**
   * `released` is called for each thing that nobody has any more. `letGo` lets the garbage collector take things that were looked at
   * weakly, in a program that never gives its event loop a turn. Such a program is never told of what was collected either: it sweeps.
   */
  constructor(released: (number: number, arrivals: number) => void, letGo?: () => void) {
    this.#released = released;
    this.#letGo = letGo;
  }

  /** How many things have stand-ins. */
  get size(): number {
    return this.#standIns.size;
  }

  /** The stand-in for a thing that has arrived: the same one as long as anybody has it. */
  arrive(number: number, make: () => object): object {
    this.#count(number);
    const known = this.#standIns.get(number)?.ref.deref();
    if (known !== undefined) return known;
    const standIn = make();
    this.#standIns.set(number, this.#hold(standIn, number));
    return standIn;
  }

  /** Count a copy that has arrived, of a thing of the other side. */
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
    const standIn = this.#standIns.get(number);
    if (standIn !== undefined && this.#held.delete(standIn)) this.#collected.unregister(standIn);
    this.#forget(number);
  }

  #count(number: number): void {
    this.#arrivals.set(number, (this.#arrivals.get(number) ?? 0) + 1);
  }

  #hold(object: object, number: number): Held {
    if (this.#letGo !== undefined && ++this.#looked % fewKept === 0) this.#letGo();
    if (this.#letGo !== undefined && this.#held.size >= this.#sweepAt) this.#sweep(this.#letGo);
    const held = { number, ref: new WeakRef(object) };
    this.#held.add(held);
    this.#holders.set(number, (this.#holders.get(number) ?? 0) + 1);
    this.#numbers.set(object, number);
    this.#collected.register(object, held, held);
    return held;
  }

  /** Find the stand-ins and copies that are gone. A sweep takes longer the more there are, and comes as much more seldom. */
  #sweep(letGo: () => void): void {
    letGo();
    for (const held of this.#held) if (held.ref.deref() === undefined) this.#lost(held);
    letGo();
    this.#sweepAt = this.#held.size + Math.max(few, this.#held.size >> 2);
  }

  #lost(held: Held): void {
    // The garbage collector tells of it later than a sweep does.
    if (!this.#held.delete(held)) return;
    this.#collected.unregister(held);
    const left = (this.#holders.get(held.number) ?? 0) - 1;
    if (left > 0) this.#holders.set(held.number, left);
    else this.#forget(held.number);
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
