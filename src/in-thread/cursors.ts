/** An iterator, an async one or not: `await` takes both. */
interface AnyIterator {
  next(): unknown;
  return?(): unknown;
}

/** Wait for the event loop to turn once. */
type Turn = () => Promise<void>;

/** A source is read ahead by about so many bytes at most. */
const mostBytes = 4 * 2 ** 20;

/** In the thread: one iteration for the caller, which reads ahead so that items travel in batches. */
class Cursor {
  readonly #iterator: AnyIterator;
  readonly #turn: Turn;
  #items: unknown[] = [];
  #bytes = 0;
  #done = false;
  #failure: { readonly error: unknown } | undefined;
  #limit = 1;
  #pumping = false;
  #arrived: (() => void) | undefined;

  constructor(iterator: AnyIterator, turn: Turn) {
    this.#iterator = iterator;
    this.#turn = turn;
  }

  /** Give at least one item, and the others that are there already; the first of the answer says whether that is all. With a limit of 0 none is read ahead. */
  async pull(limit: number): Promise<unknown[]> {
    this.#limit = Math.max(limit, 1);
    void this.#pump();
    if (this.#items.length === 0 && !this.#done) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
      // Items that the source has at hand join the first.
      if (limit > 1 && !this.#done) await this.#turn();
    }
    const items = this.#items;
    this.#items = [];
    this.#bytes = 0;
    if (items.length === 0 && this.#failure !== undefined) throw this.#failure.error;
    if (limit > 0) void this.#pump();
    return [this.#done && this.#failure === undefined, ...items];
  }

  async close(): Promise<void> {
    this.#done = true;
    this.#items = [];
    await this.#iterator.return?.();
  }

  /** Close the source, and let the next pull throw. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.close().catch(() => {}); // Its own error is not the first.
  }

  /** Resolve the promise of a pull once: to resolve it again takes Node longer than an item does. */
  #announce(): void {
    this.#arrived?.();
    this.#arrived = undefined;
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (!this.#done && this.#items.length < this.#limit && this.#bytes < mostBytes) {
        const { done, value } = (await this.#iterator.next()) as IteratorResult<unknown>;
        if (done) this.#done = true;
        else if (!this.#done) {
          this.#items.push(value);
          this.#bytes += sizeOf(value);
        }
        if (this.#arrived !== undefined) this.#announce();
      }
    } catch (error) {
      this.#done = true;
      this.#failure ??= { error };
      this.#announce();
    } finally {
      this.#pumping = false;
    }
  }
}

/** About how many bytes of text and memory an item has, with its parts. */
function sizeOf(item: unknown, depth = 0): number {
  if (typeof item === "string") return item.length;
  if (typeof item !== "object" || item === null) return 0;
  if (ArrayBuffer.isView(item) || item instanceof ArrayBuffer) return item.byteLength;
  if (depth === 2 || !(Array.isArray(item) || Object.getPrototypeOf(item) === Object.prototype)) return 0;
  let bytes = 0;
  for (const part of Object.values(item)) bytes += sizeOf(part, depth + 1);
  return bytes;
}

/** In the thread: the iterations that the caller has open. */
export class Cursors {
  readonly #turn: Turn;
  readonly #cursors = new Map<number, Cursor>();
  #next = 1;

  constructor(turn: Turn) {
    this.#turn = turn;
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

  /** The next items. The cursor stays open after its last items: one of them may not be sendable. */
  async pull(number: number, limit: number): Promise<unknown[]> {
    const cursor = this.#cursors.get(number);
    if (cursor === undefined) return [true];
    try {
      return await cursor.pull(limit);
    } catch (error) {
      this.#cursors.delete(number);
      throw error;
    }
  }

  /** Forget a cursor whose last batch has been sent. */
  ended(number: number): void {
    this.#cursors.delete(number);
  }

  /** Close the source of an item that cannot be sent; the next pull throws. */
  fail(number: number, error: unknown): void {
    this.#cursors.get(number)?.fail(error);
  }

  async shut(number: number): Promise<void> {
    const cursor = this.#cursors.get(number);
    this.#cursors.delete(number);
    await cursor?.close();
  }
}
