import { Queue } from "./queue.ts";
import { Heap } from "./store.ts";

/**
 * A queue that gives the least item first, equal ones in the order they came (asyncio.PriorityQueue).
 *
 * @example
 * ```ts
 * import { PriorityQueue, run } from "miniasync";
 * run(
 *   (function* () {
 *     const queue = new PriorityQueue<{ due: number }>(0, (a, b) => a.due - b.due);
 *     queue.putNowait({ due: 2 });
 *     queue.putNowait({ due: 1 });
 *     console.log((yield* queue.get()).due);
 *   })(),
 * );
 * ```
 */
export class PriorityQueue<T> extends Queue<T> {
  /**
   * @param maxsize how many items fit in; default 0: no limit.
   * @param compare negative when `a` goes first, as for `Array.sort`; default by `<`. The call that needed it throws its errors,
   *   and the queue is unchanged then.
   */
  constructor(maxsize = 0, compare: (a: T, b: T) => number = ascending) {
    super(maxsize, new Heap(compare));
  }
}

function ascending(a: unknown, b: unknown): number {
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}
