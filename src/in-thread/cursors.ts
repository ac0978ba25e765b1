/** An iterator, an async one or not: `await` takes both. */
interface AnyIterator {
  next(): unknown;
  return?(): unknown;
}

/** Wait for the event loop to turn once. */
type Turn = () => Promise<void>;

/** In the thread: one iteration for the caller, which reads ahead so that items travel in batches. */
class Cursor {
  readonly #iterator: AnyIterator;
  readonly #turn: Turn;
  #items: unknown[] = [];
  #done = false;
  #failed = false;
  #error: unknown;
  #limit = 1;
  #pumping = false;
  #arrived: (() => void) | undefined;

  constructor(iterator: AnyIterator, turn: Turn) {
    this.#iterator = iterator;
    this.#turn = turn;
  }

  /** At least one item, and whatever else is there already; the first of the answer says whether that is all. */
  async pull(limit: number): Promise<unknown[]> {
    this.#limit = limit;
    void this.#pump();
    if (this.#items.length === 0 && !this.#done) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
      // What the source has at hand joins the first.
      if (limit > 1 && !this.#done) await this.#turn();
    }
    const items = this.#items;
    this.#items = [];
    if (items.length === 0 && this.#failed) throw this.#error;
    void this.#pump();
    return [this.#done && !this.#failed, ...items];
  }

  async close(): Promise<void> {
    this.#done = true;
    this.#items = [];
    await this.#iterator.return?.();
  }

  /** Once for each who waits: to resolve a promise again takes Node longer than an item does. */
  #announce(): void {
    this.#arrived?.();
    this.#arrived = undefined;
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (!this.#done && this.#items.length < this.#limit) {
        const { done, value } = (await this.#iterator.next()) as IteratorResult<unknown>;
        if (done) this.#done = true;
        else this.#items.push(value);
        if (this.#arrived !== undefined) this.#announce();
      }
    } catch (error) {
      this.#done = true;
      this.#failed = true;
      this.#error = error;
      this.#announce();
    } finally {
      this.#pumping = false;
    }
  }
}

/** In the thread: the iterations that the caller has open. */
export class Cursors {
  readonly #turn: Turn;
  readonly #cursors = new Map<number, Cursor>();
  #next = 1;

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  get size(): number {
    return this.#cursors.size;
  }

  /** @throws TypeError when `source` cannot be iterated over. */
  open(source: object): number {
    const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = source as Partial<
      AsyncIterable<unknown> & Iterable<unknown>
    >;
    const open = async ?? sync;
    const iterator =
      typeof open === "function"
        ? (open as (this: object) => unknown).call(source)
        : "next" in source
          ? (source as AnyIterator)
          : undefined;
    if (iterator === undefined) {
      throw new TypeError(
        `Cannot iterate: ${source.constructor?.name ?? "the value"} is no (async) iterable and no iterator`,
      );
    }
    this.#cursors.set(this.#next, new Cursor(iterator as AnyIterator, this.#turn));
    return this.#next++;
  }

  async pull(number: number, limit: number): Promise<unknown[]> {
    const cursor = this.#cursors.get(number);
    if (cursor === undefined) return [true];
    try {
      const batch = await cursor.pull(limit);
      if (batch[0] === true) this.#cursors.delete(number);
      return batch;
    } catch (error) {
      this.#cursors.delete(number);
      throw error;
    }
  }

  async shut(number: number): Promise<void> {
    const cursor = this.#cursors.get(number);
    this.#cursors.delete(number);
    await cursor?.close();
  }
}
