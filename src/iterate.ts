import { InterruptedError, TimeoutError } from "./errors.ts";
import { requestTo } from "./in-caller/handle.ts";
import type { Remoted, RemoteRef } from "./in-caller/remote-types.ts";
import { type HandleState, handleLabel, standOf } from "./in-caller/stand-ins.ts";
import { type Coroutine, found, isCoroutine, misuse } from "./kernel/coroutine.ts";
import { timeout } from "./primitives/timeout.ts";
import { run } from "./run.ts";
import { requireKnown, requireTime } from "./run-options.ts";
import { atUser, borderOf } from "./users-line.ts";
import type { Request } from "./wire/protocol.ts";

/** Something in a thread that can be iterated over, or the coroutine that gives it. */
type RemoteIterable<T> = Source<T> | Coroutine<Source<T> | Iterable<Remoted<T>>>;

/** By the type of the thing there: a handle of it is of no type that could be iterated over here. */
type Source<T> = RemoteRef<AsyncIterable<T> | Iterable<T> | AsyncIterator<T> | Iterator<T>>;

/** So many items may travel in one batch: more and more, as long as the source has them at hand. */
const firstBatch = 16;
const largestBatch = 512;

/** How `iterate` reads. */
export interface IterateOptions {
  /** So many items are read ahead at most: 512 by default, and some 4 MiB. With 0 none is asked for before it is wanted. */
  readonly ahead?: number | undefined;
  /** A deadline for each wait, in milliseconds: that for the source itself, and those for its items. */
  readonly timeout?: number | undefined;
}

/** How long a source may take to close when it is left before its end, in milliseconds. */
const closeTime = 250;

/** One iteration in a thread, as coroutines. Reads ahead by at most one batch. */
class RemoteCursor {
  readonly #state: HandleState;
  readonly #ahead: number;
  #number = -1;
  #limit = firstBatch;

  constructor(state: HandleState, ahead: number = largestBatch) {
    this.#state = state;
    this.#ahead = ahead;
  }

  open(): Coroutine<unknown> {
    return this.#request("iterate", (id) => ({ kind: "open", id, handle: this.#state.id }));
  }

  opened(number: unknown): void {
    this.#number = number as number;
  }

  /** `[done, ...items]` */
  pull(): Coroutine<unknown[]> {
    return this.#request("next()", (id) => ({
      kind: "pull",
      id,
      cursor: this.#number,
      limit: Math.min(this.#limit, this.#ahead),
    })) as Coroutine<unknown[]>;
  }

  pulled(count: number): void {
    if (count >= this.#limit) this.#limit = Math.min(this.#limit * 2, largestBatch);
  }

  shut(): Coroutine<unknown> {
    return this.#request("return()", (id) => ({ kind: "shut", id, cursor: this.#number }));
  }

  #request(operation: string, message: (id: number) => Request): Coroutine<unknown> {
    return requestTo(this.#state, `${handleLabel(this.#state)}.${operation}`, "call", message);
  }
}

/**
 * Iterates over something in a thread from synchronous code: blocks for each item, unless it has been read ahead. Leaving the
 * loop early closes the source, as `for await` does.
 *
 * @param source an async iterable, an iterable or an iterator in a thread, or a coroutine that gives one: it is run first.
 * @param options how much is read ahead, and a deadline.
 * @returns an iterator over the items.
 * @throws TypeError or RangeError at once for options that do not exist.
 * @throws through the iterator: TypeError when there is nothing to iterate over. Errors of the source are thrown after the items before
 * them. TimeoutError at a deadline; the source has been closed.
 * @example
 * ```ts
 * import { iterate, load } from "miniasync";
 * const fs = load<typeof import("node:fs")>("node:fs");
 * let length = 0;
 * for (const chunk of iterate(fs.createReadStream("package.json"))) length += chunk.length;
 * console.log(length > 0);
 * ```
 */
export function iterate<T>(source: RemoteIterable<T>, options: IterateOptions = {}): IterableIterator<Remoted<T>> {
  requireKnown("iterate()", options, ["ahead", "timeout"], iterate);
  const { ahead, timeout } = options;
  requireTime("iterate()", "timeout", timeout, iterate);
  if (ahead !== undefined && typeof ahead !== "number")
    throw atUser(new TypeError(`iterate(): ahead is ${found(ahead)}, not a number of items`), iterate);
  if (ahead !== undefined && !(Number.isInteger(ahead) && ahead >= 0) && ahead !== Number.POSITIVE_INFINITY)
    throw atUser(new RangeError(`iterate(): ahead is ${ahead}, not a whole number from 0 on`), iterate);
  if (!known) borderOf(items);
  known = true;
  return items(source, ahead, timeout === undefined ? undefined : { timeout });
}

/** Whether errors can begin where the code of the user asks for an item. */
let known = false;

function* items<T>(
  source: RemoteIterable<T>,
  ahead: number | undefined,
  limits: { readonly timeout: number } | undefined,
): IterableIterator<Remoted<T>> {
  // Without options it goes past the loop.
  const wait = <R>(coroutine: Coroutine<R>): R =>
    limits === undefined ? run(coroutine)[0] : run(coroutine, limits)[0];
  const value: unknown = isCoroutine(source) ? wait(source as Coroutine<unknown>) : source;
  const state = stateOf(value);
  if (state === undefined) {
    yield* localItems(value) as Iterable<Remoted<T>>;
    return;
  }
  const cursor = new RemoteCursor(state, ahead);
  cursor.opened(wait(cursor.open()));
  let done = false;
  try {
    while (!done) {
      const [last, ...batch] = wait(cursor.pull()) as [boolean, ...Remoted<T>[]];
      done = last;
      cursor.pulled(batch.length);
      yield* batch;
    }
  } catch (error) {
    // At the deadline of a run around it there is no time left to close it.
    done = !(error instanceof InterruptedError) && (limits === undefined || !(error instanceof TimeoutError));
    throw error;
  } finally {
    if (!done) shutSoon(cursor);
  }
}

/** Close a source, and give up soon: it may have gone silent. */
function shutSoon(cursor: RemoteCursor): void {
  try {
    run(cursor.shut(), { timeout: closeTime, cancelGrace: 0 });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
}

function* shutSoonInCoroutine(cursor: RemoteCursor): Coroutine<void> {
  try {
    yield* timeout(closeTime, cursor.shut());
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
}

/**
 * The `for await` of a coroutine: calls `body` for every item, in order; other tasks go on meanwhile. When `body` says true, or
 * throws, or the task is cancelled, the source is closed.
 *
 * @param source an async iterable, an iterable or an iterator in a thread, or a coroutine that gives one.
 * @param body what to do with an item, a coroutine or not; true ends the iteration.
 * @returns a coroutine that ends when the source has, or `body` has ended it.
 * @throws what the source throws, and what `body` does; the source has been closed.
 * @example
 * ```ts
 * import { coroutine, each, run, sleep } from "miniasync";
 * const count = coroutine(async function* (to: number) {
 *   for (let i = 0; i < to; i++) yield i;
 * });
 * run(
 *   each(count(100), function* (i) {
 *     yield* sleep(1);
 *     return i === 3;
 *   }),
 * );
 * ```
 */
export function* each<T>(
  source: RemoteIterable<T>,
  body: (item: Remoted<T>) => Coroutine<boolean | void> | boolean | void,
): Coroutine<void> {
  if (typeof body !== "function") throw atUser(new TypeError(`Cannot iterate: body is ${found(body)}, not a function`));
  const value: unknown = isCoroutine(source) ? yield* source : source;
  const state = stateOf(value);
  if (state === undefined) {
    for (const item of localItems(value) as Iterable<Remoted<T>>) if (yield* ends(body(item))) return;
    return;
  }
  const cursor = new RemoteCursor(state);
  cursor.opened(yield* cursor.open());
  let done = false;
  try {
    while (!done) {
      let batch: unknown[];
      try {
        batch = yield* cursor.pull();
      } catch (error) {
        done = state.thread.liveness.death !== undefined;
        throw error;
      }
      const [last, ...items] = batch as [boolean, ...Remoted<T>[]];
      cursor.pulled(items.length);
      for (const item of items) if (yield* ends(body(item))) return;
      done = last;
    }
  } finally {
    if (!done) yield* shutSoonInCoroutine(cursor);
  }
}

function* ends(result: Coroutine<boolean | void> | boolean | void): Coroutine<boolean> {
  return (isCoroutine(result) ? yield* result : result) === true;
}

function stateOf(value: unknown): HandleState | undefined {
  const stand = standOf(value);
  return stand?.kind === "handle" ? stand : undefined;
}

function localItems(value: unknown): Iterable<unknown> {
  if (typeof value === "object" && value !== null && Symbol.iterator in value) return value as Iterable<unknown>;
  throw atUser(
    new TypeError(
      `Cannot iterate over ${misuse(value).replace(", not a coroutine", ": it is nothing to iterate over")}`,
    ),
  );
}
