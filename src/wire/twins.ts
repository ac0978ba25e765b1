/**
 * Errors that have crossed: one that comes home is the very object that left, whatever it went through. They are held weakly;
 * one that is gone by then is made anew.
 */
export class Twins {
  readonly #mine = new Map<number, WeakRef<object>>();
  readonly #numbers = new WeakMap<object, number>();
  readonly #theirs = new WeakMap<object, number>();
  readonly #collected: FinalizationRegistry<number> = new FinalizationRegistry((number) => this.#mine.delete(number));
  #next = 1;

  /** The number of an error that leaves. */
  numberOf(error: object): number {
    let number = this.#numbers.get(error);
    if (number === undefined) {
      number = this.#next++;
      this.#numbers.set(error, number);
      this.#mine.set(number, new WeakRef(error));
      this.#collected.register(error, number);
    }
    return number;
  }

  /** The number that the other side knows the error by, if it came from there. */
  theirNumberOf(error: object): number | undefined {
    return this.#theirs.get(error);
  }

  /** The error of this side that had this number. */
  mine(number: number): object | undefined {
    return this.#mine.get(number)?.deref();
  }

  /** `error` has been made after the one of the other side that has this number. */
  came(error: object, number: number): void {
    this.#theirs.set(error, number);
  }
}
