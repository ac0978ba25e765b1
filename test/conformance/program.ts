/**
 * The language of the conformance programs: small enough to be run by asyncio (oracle.py) and by the kernel (replay.ts), large
 * enough for everything asyncio has. Programs are JSON.
 */

/** What tasks share. The number is a size, a value, or unused. */
export type Thing = [kind: ThingKind, size: number];
export type ThingKind =
  | "queue"
  | "lifo"
  | "priority"
  | "event"
  | "lock"
  | "semaphore"
  | "bounded"
  | "condition"
  | "barrier";

/** A coroutine: it returns its id, unless a statement returns something else. */
export type Body = [id: number, statements: Statement[]];

/** Something to wait for: the task in a slot, or a new coroutine. */
export type Awaitable = number | Body;

/** Names of the error classes that a run lists: A, B (a subclass of A), C, Timeout, Group, cancelled (X), broKen barrier. */
export type ErrorName = "A" | "B" | "C" | "T" | "G" | "X" | "K";

export type Step = ["run", Body[], ErrorName[]] | ["spawn", slot: number, Body] | ["cancel", slot: number];

export type When = "ALL_COMPLETED" | "FIRST_COMPLETED" | "FIRST_EXCEPTION";

export type Statement =
  // Control
  | ["try" | "tryAgain", Statement[], "cancel" | "error" | "all" | null, Statement[], Statement[] | null]
  | ["repeat", number, Statement[]]
  | ["return", number]
  | ["call", Statement[]]
  // Tasks; null is the current one
  | ["spawn", slot: number, Body]
  | ["cancel" | "uncancel" | "state", slot: number | null]
  | ["raise", ErrorName, number]
  | ["nested", Body[], ErrorName[]]
  // Waiting for tasks
  | ["sleep", number, number]
  // joinOuter: in an inner run, a task of the outer one
  | ["join" | "joinOuter", slot: number]
  | ["gather", Awaitable[], boolean]
  | ["race", Awaitable[]]
  | ["shield", Awaitable]
  | ["timeout" | "waitFor", number, Awaitable]
  | ["wait", slots: number[], timeout: number | null, When]
  | ["asCompleted", Awaitable[], take: number]
  | ["group", number, Statement[]]
  | ["groupSpawn", group: number, slot: number, Body]
  // Things
  | ["put" | "putNowait", thing: number, number]
  | ["get" | "getNowait" | "taskDone" | "queueJoin", thing: number]
  | ["eventWait" | "set" | "clear", thing: number]
  | ["acquire" | "release", thing: number]
  | ["hold" | "with", thing: number, Statement[]]
  | ["conditionWait" | "notifyAll", thing: number]
  | ["conditionWaitFor", thing: number, flag: number]
  | ["notify", thing: number, number]
  | ["barrierWait" | "barrierReset" | "barrierAbort", thing: number]
  | ["look", thing: number]
  | ["shutdown", thing: number, immediate: boolean]
  // Deadlines: one has a number of its own
  | ["timeoutBody", deadline: number, delay: number, Statement[]]
  | ["reschedule", deadline: number, delay: number]
  | ["deadline", deadline: number]
  | ["timeoutAt" | "moveOnAfter", number, Awaitable]
  // Futures, and what is called when they or tasks are done
  | ["future" | "cancelFuture" | "awaitFuture" | "futureState", slot: number]
  | ["setResult", slot: number, number]
  | ["setException", slot: number, ErrorName, number]
  | ["addDone" | "removeDone", of: "task" | "future", slot: number, callback: number]
  // asCompleted, left after some and gone on with
  | ["asCompletedOn", Awaitable[], take: number, timeout: number | null]
  | ["groupCancel", group: number]
  | ["exitStack", Statement[], cleanups: Statement[][]]
  // Contexts
  | ["setVar", variable: number, number]
  | ["getVar", variable: number]
  | ["within", variable: number, number, Statement]
  | ["flag", number, boolean];

export interface Program {
  readonly seed: number;
  readonly things: Thing[];
  readonly steps: Step[];
}

/** What happened, line by line; null when CPython itself cannot run the program (an await cycle is cancelled). */
export type Trace = string[] | null;
