/** Keeps the items of a queue. */
export interface Store<T> {
  readonly size: number;
  put(item: T): void;
  /** The next item; there is one. */
  take(): T;
}

/** First in, first out: a ring, because `Array.shift` moves every item. */
export class Fifo<T> implements Store<T> {
  #ring: (T | undefined)[] = new Array(8).fill(undefined);
  #head = 0;
  size = 0;

  put(item: T): void {
    if (this.size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.size) & (this.#ring.length - 1)] = item;
    this.size++;
  }

  take(): T {
    const item = this.#ring[this.#head] as T;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.size--;
    return item;
  }

  #grow(): void {
    const size = this.#ring.length;
    const ring = this.#ring.slice(this.#head).concat(this.#ring.slice(0, this.#head));
    for (let i = 0; i < size; i++) ring.push(undefined);
    this.#ring = ring;
    this.#head = 0;
  }
}

/** Last in, first out. */
export class Lifo<T> implements Store<T> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  put(item: T): void {
    this.#items.push(item);
  }

  take(): T {
    return this.#items.pop() as T;
  }
}

interface Entry<T> {
  readonly item: T;
  readonly order: number;
}

/** The least first, equals in the order they came: a binary heap. */
export class Heap<T> implements Store<T> {
  readonly #entries: Entry<T>[] = [];
  readonly #compare: (a: T, b: T) => number;
  #made = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#entries.length;
  }

  put(item: T): void {
    const entries = this.#entries;
    const entry = { item, order: this.#made };
    // The way up is looked for before anything is changed: `compare` is the user's, and may throw.
    const path: number[] = [];
    let child = entries.length;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#before(entry, entries[parent] as Entry<T>)) break;
      path.push(parent);
      child = parent;
    }
    this.#made++;
    let hole = entries.length;
    for (const parent of path) {
      entries[hole] = entries[parent] as Entry<T>;
      hole = parent;
    }
    entries[hole] = entry;
  }

  take(): T {
    const entries = this.#entries;
    const last = entries.length - 1;
    const entry = entries[last] as Entry<T>;
    const path: number[] = [];
    for (let child = 1; child < last; child = 2 * (path.at(-1) as number) + 1) {
      if (child + 1 < last && this.#before(entries[child + 1] as Entry<T>, entries[child] as Entry<T>)) child++;
      if (!this.#before(entries[child] as Entry<T>, entry)) break;
      path.push(child);
    }
    const first = entries[0] as Entry<T>;
    let hole = 0;
    for (const child of path) {
      entries[hole] = entries[child] as Entry<T>;
      hole = child;
    }
    entries[hole] = entry;
    entries.pop();
    return first.item;
  }

  #before(a: Entry<T>, b: Entry<T>): boolean {
    const order = this.#compare(a.item, b.item);
    return order < 0 || (order === 0 && a.order < b.order);
  }
}
