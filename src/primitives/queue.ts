import { QueueEmptyError, QueueFullError, QueueShutDownError } from "../errors.ts";
import type { Coroutine, Suspend } from "../kernel/coroutine.ts";
import { done, Operation } from "../kernel/operation.ts";
import { LoopBound, type Place, WaitQueue } from "../kernel/wait-queue.ts";
import { atUser, type Entry } from "../users-line.ts";
import { Event } from "./event.ts";
import { Fifo, type Store } from "./store.ts";

/**
 * Passes items from task to task, first in, first out (asyncio.Queue). Putters and getters are served in the order they came.
 *
 * @example
 * ```ts
 * import { Queue, run } from "miniasync";
 * run(
 *   (function* () {
 *     const queue = new Queue(10);
 *     yield* queue.put("item");
 *     console.log(yield* queue.get());
 *   })(),
 * );
 * ```
 */
export class Queue<T> {
  /** How many items fit in; no limit at 0 or less. */
  readonly maxsize: number;
  readonly #items: Store<T>;
  /** @internal */ readonly getters: WaitQueue;
  /** @internal */ readonly putters: WaitQueue;
  readonly #finished = new Event();
  #unfinished = 0;
  #isShutDown = false;

  /** @param maxsize how many items fit in; default 0: no limit. */
  constructor(maxsize?: number);
  /** @internal */
  constructor(maxsize?: number, items?: Store<T>);
  constructor(maxsize = 0, items: Store<T> = new Fifo()) {
    if (typeof maxsize !== "number" || Number.isNaN(maxsize)) {
      throw atUser(new TypeError(`Cannot make a queue: maxsize is ${String(maxsize)}, not a number`), new.target);
    }
    this.maxsize = maxsize;
    this.#items = items;
    const bound = new LoopBound();
    this.getters = new WaitQueue(this.constructor.name, "get", bound);
    this.putters = new WaitQueue(this.constructor.name, "put", bound);
  }

  /** How many items are in it. */
  get size(): number {
    return this.#items.size;
  }

  /** Whether it has no item. */
  get empty(): boolean {
    return this.#items.size === 0;
  }

  /** Whether it has no room. */
  get full(): boolean {
    return this.maxsize > 0 && this.#items.size >= this.maxsize;
  }

  /**
   * Put an item in, waiting while the queue is full. If cancelled while waiting, the item is not in it.
   *
   * @throws QueueShutDownError when the queue has been shut down, before or while it waits; the item is not in it then.
   * @throws LoopError in another loop than the one where it was first waited for.
   */
  put(item: T): Coroutine<void> {
    return new Put(this, item);
  }

  /**
   * Put an item in, without waiting.
   *
   * @throws QueueFullError when there is no room; the queue is unchanged then.
   * @throws QueueShutDownError when the queue has been shut down.
   */
  putNowait(item: T): void {
    if (this.#isShutDown) this.requireOpen(this.putNowait);
    if (this.full) throw isFull(this);
    this.#items.put(item);
    this.#unfinished++;
    this.#finished.clear();
    this.getters.wakeNext();
  }

  /**
   * Take an item out, waiting while the queue is empty. If cancelled while waiting, none is taken.
   *
   * @returns the item whose turn it is.
   * @throws QueueShutDownError when the queue has been shut down, before or while it waits, and has no item left.
   * @throws LoopError in another loop than the one where it was first waited for.
   */
  get(): Coroutine<T> {
    return new Get(this);
  }

  /**
   * Take an item out, without waiting.
   *
   * @returns the item whose turn it is.
   * @throws QueueEmptyError when there is none; the queue is unchanged then.
   * @throws QueueShutDownError when there is none, and the queue has been shut down.
   */
  getNowait(): T {
    if (this.empty) throw isEmpty(this, this.#isShutDown);
    const item = this.#items.take();
    this.putters.wakeNext();
    return item;
  }

  /**
   * Tell that an item that was taken out has been dealt with, for `join()`.
   *
   * @throws RangeError when called more often than items were put in.
   */
  taskDone(): void {
    if (this.#unfinished === 0)
      throw atUser(new RangeError("Cannot count as done: taskDone() was called for every item already"), this.taskDone);
    this.#unfinished--;
    if (this.#unfinished === 0) this.#finished.set();
  }

  /** Wait until `taskDone()` has been called for every item that was put in. */
  join(): Coroutine<void> {
    return this.#join();
  }

  /**
   * Take no more items in (asyncio.Queue.shutdown). Tasks that wait in `put()` are sent away with QueueShutDownError, and those that
   * wait in `get()`, too; items that are in it can still be taken out.
   *
   * @param immediate drop these items as well, and count each as dealt with, for `join()`.
   */
  shutdown(immediate = false): void {
    this.#isShutDown = true;
    if (immediate) this.#drop();
    while (this.getters.wakeNext());
    while (this.putters.wakeNext());
  }

  #drop(): void {
    for (; !this.empty; this.#items.take()) if (this.#unfinished > 0) this.#unfinished--;
    if (this.#unfinished === 0) this.#finished.set();
  }

  /** @internal */
  requireOpen(entry: Entry): void {
    if (this.#isShutDown) throw atUser(shutDown(), entry);
  }

  *#join(): Generator<Suspend, void> {
    if (this.#unfinished > 0) yield* this.#finished.wait();
  }
}

// Apart from the ways that throw nothing, which V8 is to inline.

function isFull(queue: { readonly size: number; readonly putNowait: Entry }): QueueFullError {
  return atUser(new QueueFullError(`Cannot put: the queue is full (${queue.size} items)`), queue.putNowait);
}

function isEmpty(
  { getNowait }: { readonly getNowait: Entry },
  isShutDown: boolean,
): QueueEmptyError | QueueShutDownError {
  return atUser(isShutDown ? shutDown() : new QueueEmptyError("Cannot get: the queue is empty"), getNowait);
}

function shutDown(): QueueShutDownError {
  return new QueueShutDownError("Cannot use the queue: it has been shut down");
}

const puts = { made: 0 };

class Put<T> extends Operation<void> {
  readonly #to: Queue<T>;
  readonly #item: T;

  constructor(to: Queue<T>, item: T) {
    super(puts);
    this.place = undefined;
    this.#to = to;
    this.#item = item;
  }

  protected override get queue(): WaitQueue {
    return this.#to.putters;
  }

  protected override attempt(): IteratorReturnResult<void> | undefined {
    if (this.#to.full) {
      this.#to.requireOpen(this.next);
      return undefined;
    }
    this.#to.putNowait(this.#item);
    return done;
  }

  protected override failed(place: Place): void {
    // Woken for a free place, and cancelled before it could run: the place goes to the next.
    if (!place.cancelled && !this.#to.full) this.queue.wakeNext();
  }
}

const gets = { made: 0 };

class Get<T> extends Operation<T> {
  readonly #from: Queue<T>;

  constructor(from: Queue<T>) {
    super(gets);
    this.place = undefined;
    this.#from = from;
  }

  protected override get queue(): WaitQueue {
    return this.#from.getters;
  }

  protected override attempt(): IteratorReturnResult<T> | undefined {
    if (!this.#from.empty) return { done: true, value: this.#from.getNowait() };
    this.#from.requireOpen(this.next);
    return undefined;
  }

  protected override failed(place: Place): void {
    // Woken for an item, and cancelled before it could run: the item goes to the next.
    if (!place.cancelled && !this.#from.empty) this.queue.wakeNext();
  }
}
