import { Queue } from "./queue.ts";
import { Lifo } from "./store.ts";

/**
 * A queue that gives the item put in last (asyncio.LifoQueue).
 *
 * @example
 * ```ts
 * import { LifoQueue, run } from "miniasync";
 * const stack = new LifoQueue<string>();
 * for (const item of ["first", "last"]) stack.putNowait(item);
 * console.log(run(stack.get())); // [ 'last' ]
 * ```
 */
export class LifoQueue<T> extends Queue<T> {
  /** @param maxsize how many items fit in; default 0: no limit. */
  constructor(maxsize = 0) {
    super(maxsize, new Lifo());
  }
}
