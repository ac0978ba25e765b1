import { type Mutant, mutant } from "./mutant.ts";

/** Of the kernel. */
export const inKernel: readonly Mutant[] = [
  mutant(
    "kernel/ready-queue.ts",
    "turns made in a tick run in the same tick",
    "for (let turns = this.size; turns > 0; turns--)",
    "while (this.size > 0)",
  ),
  mutant("kernel/timers.ts", "equal timers: last in, first out", "a.order < b.order", "a.order > b.order"),
  mutant("kernel/timers.ts", "a timer fires one millisecond early", "due <= now", "due <= now + 1"),
  mutant(
    "kernel/future.ts",
    "listeners are called without waiting for the next tick",
    "else ready.push(listeners, this);",
    "else listeners.wake(this);",
  ),
  mutant(
    "kernel/future.ts",
    "a done future loses those who listen to it late",
    "if (this.state !== PENDING) this.loop.ready.push(listener, this);",
    "if (this.state !== PENDING) return;",
  ),
  mutant(
    "kernel/future.ts",
    "cancelling a done future says that it worked",
    "if (this.state !== PENDING) return false;",
    "if (this.state !== PENDING) return true;",
  ),
  mutant(
    "kernel/future.ts",
    "a future that was cancelled does not say so",
    "return this.state === CANCELLED;",
    "return false;",
  ),
  mutant(
    "kernel/task.ts",
    "cancellations are not counted",
    "    this.requests++;\n    if (next === undefined",
    "    if (next === undefined",
  ),
  mutant(
    "kernel/task.ts",
    "a result that is on its way wins over a cancellation",
    "if (!this.mustCancel) return this.step(false, undefined);",
    "if (!this.mustCancel || source !== undefined) return this.step(false, undefined);",
  ),
  mutant(
    "kernel/task.ts",
    "a task that cancels itself in its last step ends well",
    "if (state === RETURNED && this.mustCancel)",
    "if (state === RETURNED && this.mustCancel && this.requests > 99)",
  ),
  mutant(
    "kernel/task.ts",
    "a task that ends by CancelledError has failed",
    "this.finish(isCancelledError(thrown) ? CANCELLED : THREW, thrown)",
    "this.finish(THREW, thrown)",
  ),
  mutant(
    "kernel/task.ts",
    "uncancel() leaves a cancellation pending",
    "if (this.requests === 0) this.mustCancel = false;",
    "",
  ),
  mutant("kernel/task.ts", "uncancel() goes below zero", "if (this.requests > 0) {", "{"),
  mutant(
    "kernel/task.ts",
    "cancelled while it ran, it waits all the same",
    "if (this.mustCancel && future.cancel(this.outcome as string | undefined)) this.mustCancel = false;",
    "",
  ),
  mutant(
    "kernel/task.ts",
    "cancelled while it ran, it is cancelled twice",
    "if (this.mustCancel && future.cancel(this.outcome as string | undefined)) this.mustCancel = false;",
    "if (this.mustCancel) future.cancel(this.outcome as string | undefined);",
  ),
  mutant(
    "kernel/task.ts",
    "a task of another loop is waited for",
    "if (future.loop !== this.loop)",
    "if (future.loop === undefined)",
  ),
  mutant("kernel/task.ts", "a task waits for itself", "if (future === this)", "if (future === undefined)"),
  mutant(
    "kernel/task.ts",
    "the callee of call() fails and the caller is not told",
    "else if (this.frames !== undefined && this.frames.length > 0) this.leaveFrame().threw(thrown);",
    "else if (this.frames !== undefined && this.frames.length > 0) this.leaveFrame().returned(undefined);",
  ),
  mutant(
    "kernel/cancellation.ts",
    "cancelling stops at the task that is waited for",
    "task = next as Task<unknown>;\n        continue;",
    "return undefined;",
  ),
  mutant(
    "kernel/cancellation.ts",
    "cancelling a chain counts for its last task only",
    "    task.requests++;\n",
    '    if (task.waiting?.kind !== "task") task.requests++;\n',
  ),
  mutant(
    "kernel/cancellation.ts",
    "a gather whose children are all done takes a cancellation along",
    "if (!result) level.waiter.cancelWhenItRuns(message);",
    "",
  ),
  mutant(
    "kernel/cancellation.ts",
    "a cancelled gather forgets that it was",
    "if (level.reached) level.composite.cancelRequested = true;",
    "",
  ),
  mutant(
    "kernel/cancellation.ts",
    "only the first child of a gather is cancelled",
    "const child = level.composite.children[level.next++];",
    "const child = level.next++ === 0 ? level.composite.children[0] : undefined;",
  ),
  mutant(
    "kernel/run.ts",
    "the others go on when one fails",
    "for (const future of this.#futures) if (future.state === PENDING) future.cancel();",
    "",
  ),
  mutant(
    "kernel/run.ts",
    "the last error wins",
    "if (!this.#failed) this.fail(error);",
    "{
          this.#failed = false;
          this.fail(error);
        }",
  ),
  mutant(
    "kernel/run.ts",
    "the second error is lost",
    "else if (future.state !== CANCELLED) suppress(this.#error, error);",
    "",
  ),
  mutant(
    "kernel/run.ts",
    "errors are returned that were not listed",
    "if (!this.#isListed(error)) {",
    "if (!this.#isListed(error) && future.state !== CANCELLED) {",
  ),
  mutant(
    "kernel/closing.ts",
    "left-over tasks are cancelled from the newest on",
    "const left = [...this.#loop.tasks()];\n    if (left.length === 0)",
    "const left = [...this.#loop.tasks()].reverse();\n    if (left.length === 0)",
  ),
  mutant(
    "kernel/closing.ts",
    "one round of cancelling must do",
    "if (this.#left === 0) this.#cancelAll();",
    "if (this.#left === 0) this.#finish();",
  ),
  mutant(
    "kernel/wait-queue.ts",
    "another loop may wait too",
    "if (this.#loop !== loop) {",
    "if (loop === undefined) {",
  ),
  mutant(
    "kernel/wait-queue.ts",
    "a cancelled waiter counts as one who waits",
    "    this.queue.uncancelled--;\n    return super",
    "    return super",
  ),
  mutant(
    "kernel/wait-queue.ts",
    "a wake-up is wasted on one that is cancelled",
    "while (place !== undefined && place.state !== PENDING) place = place.following;",
    "",
  ),
  mutant(
    "kernel/wait-queue.ts",
    "the head is passed over when it is cancelled",
    "if (this.#first?.state === PENDING) this.wakeNext();",
    "this.wakeNext();",
  ),
  mutant(
    "kernel/operation.ts",
    "what was woken does not look again",
    "    const result = this.attempt(place !== undefined);\n    if (result !== undefined) return result;",
    "    const result = this.attempt(place !== undefined);\n    if (result !== undefined || place !== undefined) return result ?? (done as IteratorReturnResult<never>);",
  ),
  mutant(
    "kernel/operation.ts",
    "an error leaves its place in the queue",
    "      place.cancel();\n      this.queue.leave(place);\n",
    "      place.cancel();\n",
  ),
];
