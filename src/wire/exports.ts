/** Takes back a registration that encoding a value has made, when that value is not sent after all. */
export type Undo = () => void;

/** A thing of this side that the other side knows. */
export interface Export<About> {
  readonly thing: object;
  about: About;
  /** How often it was sent, less what has been released: a release may cross with one more sending. */
  sent: number;
}

/** The things of this side that the other side knows by their numbers, kept until it has released them as often as they were sent. */
export class Exports<About = undefined> {
  readonly #exports = new Map<number, Export<About>>();
  readonly #numbers = new WeakMap<object, number>();
  #next = 1;

  get size(): number {
    return this.#exports.size;
  }

  /** The number of a thing, which counts as sent once more. The same thing has the same number; `about` replaces what was known of it. */
  add(thing: object, about: About, undo: Undo[]): number {
    let number = this.#numbers.get(thing);
    let known = number === undefined ? undefined : this.#exports.get(number);
    if (number === undefined || known === undefined) {
      number = this.#next++;
      known = { thing, about, sent: 0 };
      this.#numbers.set(thing, number);
      this.#exports.set(number, known);
    }
    const { about: before } = known;
    const added = number;
    known.about = about;
    known.sent++;
    undo.push(() => {
      known.about = before;
      this.release([added, 1]);
    });
    return number;
  }

  get(number: number): Export<About> | undefined {
    return this.#exports.get(number);
  }

  values(): Iterable<Export<About>> {
    return this.#exports.values();
  }

  /** Let go of things that the other side has released: pairs of a number and how often it had arrived. */
  release(pairs: readonly number[]): void {
    for (let i = 0; i < pairs.length; i += 2) {
      const number = pairs[i] as number;
      const known = this.#exports.get(number);
      if (known === undefined) continue;
      known.sent -= pairs[i + 1] as number;
      if (known.sent <= 0) this.#exports.delete(number);
    }
  }
}
