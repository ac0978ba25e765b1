import { type Mutant, mutant } from "./mutant.ts";

const queue = (what: string, from: string, to: string) => mutant("primitives/queue.ts", what, from, to);
const timeout = (what: string, from: string, to: string) => mutant("primitives/timeout.ts", what, from, to);
const future = (what: string, from: string, to: string) => mutant("kernel/future.ts", what, from, to);
const completed = (what: string, from: string, to: string) => mutant("primitives/as-completed.ts", what, from, to);
const group = (what: string, from: string, to: string) => mutant("primitives/task-group.ts", what, from, to);
const stack = (what: string, from: string, to: string) => mutant("primitives/exit-stack.ts", what, from, to);
const task = (what: string, from: string, to: string) => mutant("kernel/task.ts", what, from, to);

/** Of what came to the language later. */
export const inLater: readonly Mutant[] = [
  queue("a queue that is shut down takes items", "    this.requireOpen();\n    if (this.full)", "    if (this.full)"),
  queue("a queue that is shut down gives nothing", "if (this.empty) this.requireOpen();", "this.requireOpen();"),
  queue("shutdown() leaves getters waiting", "while (this.getters.wakeNext());", ""),
  queue("shutdown() leaves putters waiting", "while (this.putters.wakeNext());", ""),
  queue(
    "shutdown() wakes putters first",
    "while (this.getters.wakeNext());\n    while (this.putters.wakeNext());",
    "while (this.putters.wakeNext());\n    while (this.getters.wakeNext());",
  ),
  queue("an immediate shutdown keeps the items", "if (immediate) this.#drop();", ""),
  queue("every shutdown is immediate", "if (immediate) this.#drop();", "this.#drop();"),
  queue("dropped items stay unfinished", "if (this.#unfinished > 0) this.#unfinished--;", "{}"),
  queue(
    "join() does not hear of dropped items",
    "this.#unfinished--;\n    if (this.#unfinished === 0) this.#finished.set();\n  }\n\n  /** @internal */",
    "this.#unfinished--;\n  }\n\n  /** @internal */",
  ),
  queue("put() waits in a queue that is shut down", "      this.#to.requireOpen();\n", ""),
  queue("get() waits in a queue that is shut down", "    this.#from.requireOpen();\n", ""),
  timeout(
    "what is rescheduled expires at its old time, too",
    "    if (this.#timer !== undefined) this.#loop.timers.cancel(this.#timer);\n    this.#set",
    "    this.#set",
  ),
  timeout("what has expired can be rescheduled", 'if (this.#state !== "entered")', 'if (this.#state === "left")'),
  timeout("what is over can be rescheduled", 'if (this.#state !== "entered")', 'if (this.#state === "expired")'),
  timeout("reschedule() takes a point in time", "this.#set(this.#loop.now() + delay)", "this.#set(delay)"),
  timeout("timeoutAt() takes a delay", "    () => when,", "    (now) => now + when,"),
  timeout("a deadline does not tell that it has expired", "return this.#expired;", "return false;"),
  timeout(
    "a deadline does not tell its new time",
    "this.#when = when;",
    "if (this.#when === Number.POSITIVE_INFINITY) this.#when = when;",
  ),
  mutant(
    "primitives/move-on-after.ts",
    "moveOnAfter() throws when time is up",
    "    () => undefined,",
    "    (error) => {\n      throw error;\n    },",
  ),
  future(
    "a future can be ended twice",
    "if (this.state !== PENDING) throw new InvalidStateError",
    "if (this.state === 4) throw new InvalidStateError",
  ),
  future(
    "done-callbacks are called at once",
    "    this.addListener(new DoneCallback(",
    "    if (this.done) callback(this);\n    else this.addListener(new DoneCallback(",
  ),
  future(
    "done-callbacks that were taken back are called",
    "for (const listener of added) this.removeListener(listener);",
    "",
  ),
  future(
    "only the first of equal done-callbacks is taken back",
    "for (const listener of added) this.removeListener(listener);",
    "if (added[0] !== undefined) this.removeListener(added[0]);",
  ),
  future(
    "removeDoneCallback() takes all back",
    "listener instanceof DoneCallback && listener.callback === (callback as unknown),",
    "listener instanceof DoneCallback && callback !== undefined,",
  ),
  future("a done-callback runs in the blank context", "this.#context = loop.capture();", "this.#context = undefined;"),
  future(
    "a done-callback runs in the context of whoever ends it",
    "this.#loop.inContext(this.#context, () => {",
    "this.#loop.inContext((source as { context?: object }).context, () => {",
  ),
  task("a task begins in the blank context", "if (context !== undefined) this.context = context;", ""),
  task("turns run in the blank context", "contexts.run(this.context, () => {", "contexts.run(undefined, () => {"),
  completed("asCompleted() has no timeout", "if (timeout !== undefined && this.#left > 0) {", "if (timeout === -99) {"),
  completed(
    "one wait ends when time is up",
    "      this.#done.putNowait(undefined);\n    }",
    "    }\n    this.#done.putNowait(undefined);",
  ),
  completed(
    "break ends the iteration",
    "  // There is no `return`:",
    "  return(): IteratorResult<Coroutine<unknown>, undefined> {\n    this.#left = 0;\n    return { done: true, value: undefined };\n  }\n  // There is no `return`:",
  ),
  completed(
    "time is up though all are done",
    "if (this.#pending.size === 0 && this.#timer !== undefined)",
    "if (this.#pending.size < 0 && this.#timer !== undefined)",
  ),
  group(
    "group.cancel() leaves the tasks alone",
    "    if (!this.#aborting) this.#abort();\n    if (this.#cancelledParent) return;",
    "    if (this.#cancelledParent) return;",
  ),
  group(
    "group.cancel() leaves the body alone",
    "    if (!this.#aborting) this.#abort();\n    if (this.#cancelledParent) return;",
    "    if (!this.#aborting) this.#abort();\n    return;",
  ),
  group("group.cancel() is an error", "return this.#endedEarly;", "return false;"),
  group(
    "group.cancel() cancels the body after the group",
    "    if (this.#leaving && this.#tasks.size === 0) return;\n    this.#endedEarly",
    "    this.#endedEarly",
  ),
  group(
    "group.cancel() hides a cancellation from elsewhere",
    "if (this.#cancelledParent && this.#parent.uncancel() === 0) cancellation = undefined;",
    "if (this.#cancelledParent && this.#parent.uncancel() >= 0) cancellation = undefined;",
  ),
  stack(
    "cleanups run in the order in which they were deferred",
    "for (let cleanup = this.#cleanups.pop(); cleanup !== undefined; cleanup = this.#cleanups.pop()) {",
    "for (let cleanup = this.#cleanups.shift(); cleanup !== undefined; cleanup = this.#cleanups.shift()) {",
  ),
  stack("a cleanup that fails keeps the others from running", "first = chosen(first, error);", "throw error;"),
  stack(
    "a failed body keeps cleanups from running",
    "    throw (yield* cleanups.run({ error }))?.error;",
    "    throw error;",
  ),
  stack(
    "a cancellation while cleaning up is lost",
    "isCancelledError(error) && !isCancelledError(first.error)",
    "error === undefined && !isCancelledError(first.error)",
  ),
  stack(
    "the last error wins",
    "isCancelledError(error) && !isCancelledError(first.error)",
    "!isCancelledError(first.error)",
  ),
  stack("the errors of other cleanups are lost", "  suppress(goes, stays);\n", ""),
];
