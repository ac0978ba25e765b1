import { CancelledError, isCancelledError, LoopError } from "../errors.ts";
import { atUser, beginWith } from "../users-line.ts";
import { awaitStack, waitingTask } from "./await-stack.ts";
import type { CallRequest } from "./call-request.ts";
import { cancelTree } from "./cancellation.ts";
import { madeByAnother } from "./copies.ts";
import { type Coroutine, claim, misuse, type Suspended } from "./coroutine.ts";
import { CANCELLED, Future, PENDING, RETURNED, THREW } from "./future.ts";
import type { Contexts } from "./host.ts";
import type { Loop } from "./loop.ts";
import { excuse } from "./never-waited.ts";
import type { Listener } from "./ready-queue.ts";
import { CALL, TURN, takeSubject, WAIT } from "./suspension.ts";

/** A caller that waits in `call()`: its iterator, and the request it waits for. */
interface Frame {
  readonly iterator: Suspended<unknown>;
  readonly request: CallRequest<unknown>;
}

/** Tasks whose time for cleaning up is over, and how many turns each has had since then. */
const expired = new WeakMap<Future<unknown>, number>();

/** So many turns are enough for cleanup that waits for nothing, and for locks that others hold who clean up likewise. */
export const lastTurns = 100;

const timeIsUp = "the time for cleaning up is over";

/** There is no time left to wait for these, nor for those that they wait for. */
export function expire(futures: Iterable<Future<unknown>>): void {
  // As cancelling, it may go deeper than the stack.
  const left = [...futures];
  for (const future of left) {
    if (future.done) continue;
    for (const next of future.expire()) left.push(next);
  }
}

/**
 * A coroutine that a loop runs on its own (asyncio.Task). Made by `spawn()`, `gather()`, `run()` and the like; join it with
 * `yield* task`. Cancelling a task that waits for another task cancels that one, unless it is shielded.
 *
 * @example
 * ```ts
 * import { run, sleep, spawn } from "miniasync";
 * run((function* () {
 *   const task = spawn(sleep(5, "done"), { name: "nap" });
 *   console.log(task.name, task.done); // nap false
 *   console.log(yield* task, task.done); // done true
 * })());
 * ```
 */
export class Task<out T> extends Future<T> implements Listener {
  /** @internal The innermost that `call()` runs, else the coroutine itself. */
  iterator: Suspended<unknown>;
  /** @internal Callers in `call()`, outermost first. Only there in a task that has called: a field takes memory. */
  declare frames: Frame[] | undefined;
  /** @internal What it waits for, until it goes on; undefined while it runs or gives way, and when it is done. */
  waiting: Future<unknown> | undefined = undefined;
  /** @internal Cancelled while it was ready, with the message in `outcome`: wins over whatever it was to be woken with. */
  mustCancel = false;
  /** @internal Cancellations asked for and not taken back. */
  requests = 0;
  /** @internal */ passed = 0;
  /** @internal Neighbours in the loop's list of unfinished tasks, which is in order of creation. */
  older: Task<unknown> | undefined = undefined;
  /** @internal */ newer: Task<unknown> | undefined = undefined;
  /** @internal Its name, or its number. */
  label: string | number;
  /** @internal That it goes on in. Only there when contexts are in use: most programs have none, and a field takes memory. */
  declare context: object | undefined;

  /** @internal Claims the coroutine; its body starts in the next tick. */
  constructor(loop: Loop, coroutine: Coroutine<T>, name?: string) {
    super(loop);
    this.iterator = claim(coroutine);
    this.label = name ?? loop.nextTaskNumber();
    const context = loop.capture();
    if (context !== undefined) this.context = context;
    loop.adopt(this);
    loop.ready.push(this, undefined);
  }

  override get kind(): "task" {
    return "task";
  }

  /** As given to `spawn()`, else `Task-` and a number that is unique in its loop. */
  get name(): string {
    return typeof this.label === "number" ? `Task-${this.label}` : this.label;
  }

  /** @internal */
  override get title(): string {
    return `Task ${this.name}`;
  }

  /** How many cancellations have been asked for and not taken back by `uncancel()`. */
  get cancelling(): number {
    return this.requests;
  }

  /**
   * Throw CancelledError into the coroutine where it waits, in the next tick (asyncio.Task.cancel). A task that has not started
   * never starts. If it waits for another task, that one is cancelled instead, and what comes of it is what this one gets. The
   * coroutine may clean up, and may even refuse by catching the error.
   *
   * @param message what the CancelledError says.
   * @returns false when the task is done, and nothing happened.
   */
  override cancel(message?: string): boolean {
    if (this.state !== PENDING) return super.cancel(message);
    excuse(this.loop);
    const next = this.waiting;
    if (next !== undefined && next.kind !== "future") return cancelTree(this, message);
    this.requests++;
    if (next === undefined || !next.cancel(message)) this.cancelWhenItRuns(message);
    return true;
  }

  /** @internal Go on in the next tick, without what it waits for. */
  stopWaiting(): void {
    this.waiting?.removeListener(this);
    this.waiting = undefined;
    this.loop.ready.push(this, undefined);
  }

  /** @internal It is ready already, or what it waits for is done: cancel it when its turn comes. */
  cancelWhenItRuns(message: string | undefined): void {
    this.mustCancel = true;
    this.outcome = message;
  }

  /**
   * Take back one cancellation, as `timeout()` does with its own.
   * @returns how many are left.
   */
  uncancel(): number {
    if (this.requests > 0) {
      this.requests--;
      if (this.requests === 0 && !expired.has(this)) this.mustCancel = false;
    }
    return this.requests;
  }

  /**
   * Tell where it waits. Runs no code of the coroutine.
   *
   * @returns every `yield*` level, innermost first, as `at name (file:line:column)`; empty when it waits for nothing: it has
   * not started, is running, gives way with `sleep(0)`, or is done.
   */
  awaitStack(): readonly string[] {
    return awaitStack(this)();
  }

  /** @internal @throws LoopError: a task ends as its coroutine does. */
  override setResult(_value: unknown): never {
    throw atUser(new LoopError(`Cannot set the result of task ${this.name}: its coroutine gives its result`));
  }

  /** @internal @throws LoopError: a task ends as its coroutine does. */
  override setError(_error: unknown): never {
    throw atUser(new LoopError(`Cannot set the error of task ${this.name}: its coroutine gives its result`));
  }

  /** @internal Its time for cleaning up is over: whatever it waits for from here on, it gets CancelledError in the next tick. */
  override expire(): Iterable<Future<unknown>> {
    if (expired.has(this)) return [];
    expired.set(this, 0);
    const next = this.waiting;
    // One that what it waits for has ended is ready already.
    if (next !== undefined && !next.done) this.stopWaiting();
    this.mustCancel = true;
    this.outcome = timeIsUp;
    return next === undefined ? [] : [next];
  }

  /** A turn of one that has expired. */
  private wakeExpired(turns: number): void {
    if (this.state !== PENDING) return;
    if (turns === lastTurns) return this.abandon();
    expired.set(this, turns + 1);
    this.step(true, new CancelledError(timeIsUp));
  }

  /** It never ends: leave it where it waits. */
  private abandon(): void {
    this.loop.abandoned ??= [];
    this.loop.abandoned.push(waitingTask(this.name, awaitStack(this)));
    this.loop.release(this);
    this.settle(CANCELLED, timeIsUp);
  }

  /** @hidden A turn, in its own context: go on with what it waited for. */
  wake(source: Future<unknown> | undefined): void {
    const { contexts } = this.loop;
    if (contexts === undefined) return this.goOn(source);
    if (contexts.inUse) return this.inContext(contexts, () => this.goOn(source));
    this.goOn(source);
    if (contexts.inUse) this.context = contexts.takeOver();
  }

  /** Take a turn in the task's context: values that it sets are there in the task's next turn, and for nobody else. */
  private inContext(contexts: Contexts, turn: () => void): void {
    contexts.run(this.context, () => {
      turn();
      this.context = contexts.capture();
    });
  }

  private goOn(source: Future<unknown> | undefined): void {
    if (!this.mustCancel) return this.step(false, undefined);
    const turns = expired.get(this);
    if (turns !== undefined) {
      source?.retrieved();
      return this.wakeExpired(turns);
    }
    this.mustCancel = false;
    // Woken by a cancellation, it sees that very error, not another one.
    if (source?.state === CANCELLED) return this.step(false, undefined);
    if (source?.state === THREW) {
      if (isCancelledError(source.outcome)) return this.step(false, undefined);
      source.retrieved();
    }
    this.step(true, new CancelledError(this.outcome as string | undefined));
  }

  /** Run the coroutine to its next suspension: `throwing` throws `error` into it. */
  private step(throwing: boolean, error: unknown): void {
    const loop = this.loop;
    this.waiting = undefined;
    loop.currentTask = this;
    let first = throwing;
    for (;;) {
      let request: CallRequest<unknown> | undefined;
      try {
        const result = first ? this.iterator.throw(error) : this.iterator.next();
        first = false;
        if (!result.done) {
          if (result.value !== CALL) {
            loop.currentTask = undefined;
            return this.suspend(result.value);
          }
          request = takeSubject() as CallRequest<unknown>;
          const callee = request.open();
          this.frames ??= [];
          this.frames.push({ iterator: this.iterator, request });
          this.iterator = callee;
        } else if (this.frames === undefined || this.frames.length === 0) {
          loop.currentTask = undefined;
          return this.finish(RETURNED, result.value);
        } else {
          this.leaveFrame().returned(result.value);
        }
      } catch (raised) {
        const thrown = first && hasNoThrow(raised) ? error : advised(raised);
        first = false;
        if (request !== undefined) request.threw(thrown);
        else if (this.frames !== undefined && this.frames.length > 0) this.leaveFrame().threw(thrown);
        else {
          loop.currentTask = undefined;
          return this.finish(isCancelledError(thrown) ? CANCELLED : THREW, thrown);
        }
      }
    }
  }

  private leaveFrame(): CallRequest<unknown> {
    const frame = (this.frames as Frame[]).pop() as Frame;
    this.iterator = frame.iterator;
    return frame.request;
  }

  private suspend(yielded: unknown): void {
    if (yielded === WAIT) {
      const future = takeSubject() as Future<unknown>;
      if (future.loop !== this.loop) return this.refuse(new LoopError(otherLoop(this, future)), future);
      if (future === this) return this.refuse(new LoopError(itself(this)), future);
      if (this.mustCancel && expired.has(this)) return this.refuseToWait(future);
      future.addListener(this);
      this.waiting = future;
      if (this.mustCancel && future.cancel(this.outcome as string | undefined)) this.mustCancel = false;
    } else if (yielded === TURN) {
      if (this.mustCancel && expired.has(this)) return this.refuseToWait(new Future(this.loop));
      this.loop.ready.push(this, undefined);
    } else {
      const foreign = madeByAnother(yielded);
      this.refuse(foreign === undefined ? new TypeError(`Cannot wait: ${badYield(yielded)}`) : new LoopError(foreign));
    }
  }

  /** It has no time left: end what it would wait for, and go on in the next tick. Its await stack shows where. */
  private refuseToWait(future: Future<unknown>): void {
    this.waiting = future;
    this.loop.ready.push(this, undefined);
    expire([future]);
  }

  /** Throw into the coroutine in the next tick, at the `yield` that cannot be honoured. */
  private refuse(error: Error, future?: Future<unknown>): void {
    atUser(error);
    if (future !== undefined) {
      this.waiting = future;
      beginWith(error, this.awaitStack());
      this.waiting = undefined;
    }
    const refused = () => {
      const { host } = this.loop;
      const refuse = () => this.step(true, error);
      if (this.mustCancel) this.goOn(undefined);
      else if (future !== undefined || host.watchThrow === undefined) refuse();
      else host.watchThrow(refuse, (frames) => beginWith(error, frames));
    };
    const { contexts, ready } = this.loop;
    ready.push({ wake: () => (contexts?.inUse ? this.inContext(contexts, refused) : refused()) }, undefined);
  }

  private finish(state: 1 | 2 | 3, outcome: unknown): void {
    this.loop.release(this);
    if (state === RETURNED && this.mustCancel && !expired.has(this)) {
      // Cancelled by itself, in its last step: asyncio lets the cancellation win.
      this.mustCancel = false;
      return this.settle(CANCELLED, this.outcome);
    }
    this.settle(state, outcome);
  }
}

function itself(task: Task<unknown>): string {
  return `Cannot wait: task ${task.name} waits for itself; nothing could ever wake it`;
}

function otherLoop(task: Task<unknown>, future: Future<unknown>): string {
  if (future.loop.isKilled) return `Cannot wait: a run that task ${task.name} has called was ended by force`;
  const what = future instanceof Task ? `task ${future.name}` : "something";
  return (
    `Cannot wait: task ${task.name} waits for ${what} that belongs to another loop, which stands still meanwhile; ` +
    "make it inside this run, or wait for it in its own"
  );
}

/** The engine's error of a `yield*` of a promise or another thing of the kind, with the remedy. */
function advised(error: unknown): unknown {
  if (error instanceof TypeError && error.message.startsWith("yield* ") && error.message.endsWith(" is not iterable"))
    error.message += `: ${notIterable}`;
  return error;
}

const notIterable =
  "yield* waits for coroutines; if that is a Promise, call the function that gives it in a thread: load its module with load(), or wrap it with coroutine()";

/** Whether an engine says that what a `yield*` goes on with cannot be thrown into: it is an array or a text. */
function hasNoThrow(error: unknown): boolean {
  return error instanceof TypeError && /not (?:provide|have) a 'throw' method/.test(error.message);
}

function badYield(value: unknown): string {
  if (typeof value === "object" && value !== null && Symbol.iterator in value && !Array.isArray(value)) {
    return "the coroutine yielded a coroutine; write yield* instead of yield";
  }
  if (value === undefined)
    return "the coroutine yielded nothing; write yield* and a coroutine, such as yield* sleep(0)";
  const items = typeof value === "object" ? "" : " (yield* of a string or an array yields each of its items)";
  return `the coroutine yielded ${misuse(value)}; write yield* and a coroutine${items}`;
}
