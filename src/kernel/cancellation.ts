/** Something that can be cancelled, as far as cancelling must know it; `kind` tells which it is. */
interface Cancellable {
  readonly kind: "future" | "task" | "composite";
  readonly done: boolean;
  cancel(message?: string): boolean;
}

/** A task, as cancelling sees it. */
interface Chained extends Cancellable {
  requests: number;
  /** The cancellation of a chain that has passed here last. */
  passed: number;
  readonly waiting: Cancellable | undefined;
  cancelWhenItRuns(message: string | undefined): void;
  /** Go on without what it waits for. */
  stopWaiting(): void;
}

/** A future made of others, as cancelling sees it. */
interface Composed extends Cancellable {
  readonly children: readonly Cancellable[];
  /** Its children are being cancelled at this moment. */
  cancelling: boolean;
  /** Some child was cancelled through this. */
  cancelRequested: boolean;
  /** End it, whatever its children do. */
  endCancelled(message: string | undefined): void;
}

/** A composite whose children are being cancelled one by one, and the task that waits for it, if one led here. */
interface Level {
  readonly composite: Composed;
  readonly waiter: Chained | undefined;
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
export function cancelTree(root: Cancellable, message: string | undefined): boolean {
  const levels: Level[] = [];
  let node = root;
  for (;;) {
    let reached = false;
    if (!node.done) {
      let composite: Cancellable | undefined = node;
      let waiter: Chained | undefined;
      if (node.kind === "task") {
        waiter = cancelChain(node as Chained, message);
        composite = waiter?.waiting;
        reached = true;
      }
      if (composite?.kind === "composite") reached = enter(levels, composite as Composed, waiter, message);
      else if (composite !== undefined) reached = composite.cancel(message);
    }
    const child = nextChild(levels, reached, message);
    if (typeof child === "boolean") return child;
    node = child;
  }
}

/** Begin with a composite's children; one that is being cancelled already closes a circle and ends here. */
function enter(
  levels: Level[],
  composite: Composed,
  waiter: Chained | undefined,
  message: string | undefined,
): boolean {
  if (!composite.cancelling) {
    composite.cancelling = true;
    levels.push({ composite, waiter, next: 0, reached: false });
    return false;
  }
  if (!composite.done) composite.endCancelled(message);
  return true;
}

/** Report to the level above, leave the levels that are through; the next to cancel, or the result when none is left. */
function nextChild(levels: Level[], reached: boolean, message: string | undefined): Cancellable | boolean {
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

let chains = 0;

/**
 * Cancel from `first` on down the tasks that wait for tasks.
 * @returns the last, if it waits for a composite; undefined when all is done.
 */
function cancelChain(first: Chained, message: string | undefined): Chained | undefined {
  const chain = ++chains;
  for (let task = first; ; ) {
    task.requests++;
    task.passed = chain;
    const next = task.waiting;
    if (next !== undefined && !next.done) {
      if (next.kind === "composite") return task;
      if (next.kind === "task") {
        if ((next as Chained).passed !== chain) {
          task = next as Chained;
          continue;
        }
        // This very cancellation has passed there already: wake the one that waits, or the circle stays closed for ever.
        task.stopWaiting();
      } else if (next.cancel(message)) return undefined;
    }
    task.cancelWhenItRuns(message);
    return undefined;
  }
}
