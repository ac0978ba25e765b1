import { CancelledError, isCancelledError, LoopError } from "../errors.ts";
import { CallRequest } from "./call.ts";
import { type Coroutine, claim, misuse, type Suspended } from "./coroutine.ts";
import { awaitStack } from "./await-stack.ts";
import { CANCELLED, Future, PENDING, RETURNED, THREW } from "./future.ts";
import type { Loop } from "./loop.ts";
import type { Listener } from "./ready-queue.ts";

/** What `sleep(0)` yields: give way for one tick. */
export const turn: Suspended<void> = {
  next: () => ({ done: false, value: turn as never }),
  throw(error: unknown): never {
    throw error;
  },
};

/** A frame of `call()`: the caller's iterator, and the request it waits on. */
interface Frame {
  readonly iterator: Suspended<unknown>;
  readonly request: CallRequest<unknown>;
}

/**
 * A coroutine that a loop runs on its own (asyncio.Task). Made by `spawn()`, `gather()`, `run()` and the like; join it with
 * `yield* task`. Cancelling a task that waits for another task cancels that one, unless it is shielded.
 */
export class Task<out T> extends Future<T> implements Listener {
  /** @internal */ iterator: Suspended<unknown>;
  /** @internal */ frames: Frame[] | undefined = undefined;
  /** @internal What it waits for; undefined while it is ready, running or done. */
  waiting: Future<unknown> | undefined = undefined;
  /** @internal A cancellation asked for while it was ready: wins over whatever it was to be woken with. */
  mustCancel = false;
  /** @internal */ cancelMessage: string | undefined = undefined;
  /** @internal */ requests = 0;
  /** @internal Neighbours in the loop's list of unfinished tasks, which is in order of creation. */
  older: Task<unknown> | undefined = undefined;
  /** @internal */ newer: Task<unknown> | undefined = undefined;
  /** @internal */ label: string | number;

  /** @internal Claims the coroutine; its body starts in the next tick. */
  constructor(loop: Loop, coroutine: Coroutine<T>, name?: string) {
    super(loop);
    this.iterator = claim(coroutine);
    this.label = name ?? loop.nextTaskNumber();
    loop.adopt(this);
    loop.ready.push(this, undefined);
  }

  /** As given to `spawn()`, else `Task-` and a number that is unique in its loop. */
  get name(): string {
    return typeof this.label === "number" ? `Task-${this.label}` : this.label;
  }

  /** How many cancellations have been asked for and not taken back by `uncancel()`. */
  get cancelling(): number {
    return this.requests;
  }

  /**
   * Throw CancelledError into the coroutine where it waits, in the next tick; a task that has not started never starts.
   * The coroutine may clean up, and may even refuse by catching it.
   * @returns false when the task is done, and nothing happened.
   */
  override cancel(message?: string): boolean {
    if (this.state !== PENDING) return false;
    // Down the chain of tasks that wait for tasks by a loop, not by recursion: a chain may be longer than the stack.
    const closing = closingTask(this);
    let task: Task<unknown> = this;
    for (;;) {
      task.requests++;
      const next = task.waiting;
      if (next === undefined) break;
      if (task === closing) {
        // It waits for one that this very cancellation has passed already: wake it, or the circle stays closed for ever.
        next.removeListener(task);
        task.waiting = undefined;
        task.loop.ready.push(task, undefined);
        break;
      }
      if (!(next instanceof Task)) {
        if (next.cancel(message)) return true;
        break;
      }
      if (next.state !== PENDING) break;
      task = next;
    }
    task.mustCancel = true;
    task.cancelMessage = message;
    return true;
  }

  /** Take back one cancellation, as `timeout()` does with its own. @returns how many are left. */
  uncancel(): number {
    if (this.requests > 0) {
      this.requests--;
      if (this.requests === 0) this.mustCancel = false;
    }
    return this.requests;
  }

  /**
   * Where it waits: every `yield*` level, innermost first, as `at name (file:line:column)`. Runs no code of the coroutine.
   * Empty when it has not started, or is done.
   */
  awaitStack(): readonly string[] {
    return this.state === PENDING ? awaitStack(this) : [];
  }

  /** @internal A turn: go on with what it waited for. */
  wake(source: Future<unknown> | undefined): void {
    if (!this.mustCancel) return this.step(false, undefined);
    this.mustCancel = false;
    if (source?.state === CANCELLED) return this.step(false, undefined);
    if (source?.state === THREW && isCancelledError(source.outcome)) return this.step(false, undefined);
    source?.retrieved();
    this.step(true, new CancelledError(this.cancelMessage));
  }

  /** @internal Run the coroutine to its next suspension: `throwing` throws `error` into it. */
  step(throwing: boolean, error: unknown): void {
    const loop = this.loop;
    const previous = loop.currentTask;
    this.waiting = undefined;
    loop.currentTask = this;
    let toThrow = throwing;
    let value = error;
    for (;;) {
      let yielded: unknown;
      try {
        const result = toThrow ? this.iterator.throw(value) : this.iterator.next();
        if (!result.done) {
          yielded = result.value;
        } else if (this.frames !== undefined && this.frames.length > 0) {
          this.leaveFrame().returned(result.value);
          toThrow = false;
          continue;
        } else {
          loop.currentTask = previous;
          return this.finish(RETURNED, result.value);
        }
      } catch (thrown) {
        if (this.frames !== undefined && this.frames.length > 0) {
          this.leaveFrame().threw(thrown);
          toThrow = false;
          continue;
        }
        loop.currentTask = previous;
        return this.finish(isCancelledError(thrown) ? CANCELLED : THREW, thrown);
      }
      if (yielded instanceof CallRequest) {
        this.frames ??= [];
        this.frames.push({ iterator: this.iterator, request: yielded });
        this.iterator = yielded.callee;
        toThrow = false;
        continue;
      }
      loop.currentTask = previous;
      return this.suspendOn(yielded);
    }
  }

  private leaveFrame(): CallRequest<unknown> {
    const frame = (this.frames as Frame[]).pop() as Frame;
    this.iterator = frame.iterator;
    return frame.request;
  }

  private suspendOn(yielded: unknown): void {
    if (yielded instanceof Future && yielded.entered) {
      yielded.entered = false;
      if (yielded.loop !== this.loop) return this.refuse(new LoopError(otherLoop(this, yielded)));
      if (yielded === this) {
        return this.refuse(new LoopError(`Cannot wait: task ${this.name} waits for itself; nothing could ever wake it`));
      }
      yielded.addListener(this);
      this.waiting = yielded;
      if (this.mustCancel && yielded.cancel(this.cancelMessage)) this.mustCancel = false;
    } else if (yielded === turn) {
      this.loop.ready.push(this, undefined);
    } else {
      this.refuse(new TypeError(`Cannot wait: the coroutine yielded ${badYield(yielded)}`));
    }
  }

  /** Throw into the coroutine in the next tick, at the `yield` that cannot be honoured. */
  private refuse(error: Error): void {
    this.loop.ready.push({ wake: () => this.refused(error) }, undefined);
  }

  private refused(error: Error): void {
    if (this.mustCancel) this.wake(undefined);
    else this.step(true, error);
  }

  private finish(state: 1 | 2 | 3, outcome: unknown): void {
    this.loop.release(this);
    if (state === RETURNED && this.mustCancel) {
      // Cancelled by itself, in its last step: asyncio lets the cancellation win.
      this.mustCancel = false;
      this.settle(CANCELLED, this.cancelMessage);
      return;
    }
    if (state === THREW && this.listeners === undefined) this.loop.unretrieved.add(this);
    this.settle(state, outcome);
  }

  /** @internal */
  override retrieved(): void {
    this.loop.unretrieved.delete(this);
  }
}

/** Where the tasks that wait for one another from `first` on form a circle: the task that closes it. */
function closingTask(first: Task<unknown>): Task<unknown> | undefined {
  if (!isCircle(first)) return undefined;
  const seen = new Set<unknown>();
  let task = first;
  while (!seen.has(task.waiting)) {
    seen.add(task);
    if (seen.has(task.waiting)) break;
    task = task.waiting as Task<unknown>;
  }
  return task;
}

/** Brent's algorithm: it marks nothing and allocates nothing, for this is asked on every cancellation. */
function isCircle(first: Task<unknown>): boolean {
  let anchor: unknown = first;
  let limit = 2;
  let steps = 0;
  for (let task = first.waiting; task instanceof Task; task = task.waiting) {
    if (task === anchor) return true;
    if (++steps === limit) {
      anchor = task;
      steps = 0;
      limit *= 2;
    }
  }
  return false;
}

function otherLoop(task: Task<unknown>, future: Future<unknown>): string {
  const what = future instanceof Task ? `task ${future.name}` : "something";
  return (
    `Cannot wait: task ${task.name} waits for ${what} that belongs to another loop, which stands still meanwhile; ` +
    "make it inside this run, or wait for it in its own"
  );
}

function badYield(value: unknown): string {
  if (typeof value === "object" && value !== null && Symbol.iterator in value && !Array.isArray(value)) {
    return "a coroutine; write yield* instead of yield";
  }
  return `something to wait for that is none (${misuse(value)}); write yield* and a coroutine`;
}
