import type { Composite } from "./composite.ts";
import { CANCELLED, type Future, PENDING } from "./future.ts";
import type { Task } from "./task.ts";

/** A composite whose children are being cancelled one by one, and the task that waits for it, if one led here. */
interface Level {
  readonly composite: Composite<unknown>;
  readonly waiter: Task<unknown> | undefined;
  next: number;
  reached: boolean;
}

/**
 * Cancel what a task waits for, down through tasks that wait for tasks and composites of tasks, as asyncio does by recursion;
 * here by a loop, because such a chain may be longer than the stack, and may be a circle.
 *
 * @param root pending, a task or a composite.
 * @returns whether anything was reached.
 */
export function cancelTree(root: Future<unknown>, message: string | undefined): boolean {
  const levels: Level[] = [];
  let node = root;
  for (;;) {
    let reached = false;
    if (node.state === PENDING) {
      let composite: Future<unknown> | undefined = node;
      let waiter: Task<unknown> | undefined;
      if (node.kind === "task") {
        waiter = cancelChain(node as Task<unknown>, message);
        composite = waiter?.waiting;
        reached = true;
      }
      if (composite?.kind === "composite") {
        reached = enter(levels, composite as Composite<unknown>, waiter, message);
      } else if (composite !== undefined) reached = composite.cancel(message);
    }
    const child = nextChild(levels, reached, message);
    if (typeof child === "boolean") return child;
    node = child;
  }
}

/** Begin with a composite's children; one that is being cancelled already closes a circle and ends here. */
function enter(
  levels: Level[],
  composite: Composite<unknown>,
  waiter: Task<unknown> | undefined,
  message: string | undefined,
): boolean {
  if (!composite.cancelling) {
    composite.cancelling = true;
    levels.push({ composite, waiter, next: 0, reached: false });
    return false;
  }
  if (composite.state === PENDING) composite.settle(CANCELLED, message);
  return true;
}

/** Report to the level above, leave the levels that are through; the next to cancel, or the result when none is left. */
function nextChild(levels: Level[], reached: boolean, message: string | undefined): Future<unknown> | boolean {
  let result = reached;
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    level.reached ||= result;
    const child = level.composite.children[level.next++];
    if (child !== undefined) return child;
    levels.pop();
    level.composite.cancelling = false;
    if (level.reached) level.composite.cancelRequested = true;
    result = level.reached;
    if (level.waiter !== undefined) {
      if (!result) level.waiter.cancelWhenItRuns(message);
      result = true;
    }
  }
  return result;
}

/**
 * Cancel from `first` on down the tasks that wait for tasks.
 * @returns the last, if it waits for a composite; undefined when all is done.
 */
function cancelChain(first: Task<unknown>, message: string | undefined): Task<unknown> | undefined {
  const closing = closingTask(first);
  for (let task = first; ; ) {
    task.requests++;
    const next = task.waiting;
    if (task === closing) {
      // It waits for one that this very cancellation has passed already: wake it, or the circle stays closed for ever.
      next?.removeListener(task);
      task.waiting = undefined;
      task.loop.ready.push(task, undefined);
    } else if (next !== undefined && next.state === PENDING) {
      if (next.kind === "composite") return task;
      if (next.kind === "task") {
        task = next as Task<unknown>;
        continue;
      }
      if (next.cancel(message)) return undefined;
    }
    task.cancelWhenItRuns(message);
    return undefined;
  }
}

/** Where the tasks that wait for one another from `first` on form a circle: the task that closes it. */
function closingTask(first: Task<unknown>): Task<unknown> | undefined {
  if (!isCircle(first)) return undefined;
  const seen = new Set<unknown>();
  let task = first;
  for (;;) {
    seen.add(task);
    if (seen.has(task.waiting)) return task;
    task = task.waiting as Task<unknown>;
  }
}

/** Brent's algorithm: it marks nothing and allocates nothing, for this is asked on every cancellation of a chain. */
function isCircle(first: Task<unknown>): boolean {
  let anchor: unknown = first;
  let limit = 2;
  let steps = 0;
  for (let next = first.waiting; next?.kind === "task"; next = (next as Task<unknown>).waiting) {
    if (next === anchor) return true;
    if (++steps === limit) {
      anchor = next;
      steps = 0;
      limit *= 2;
    }
  }
  return false;
}
