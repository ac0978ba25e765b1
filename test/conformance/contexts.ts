import type { Body, Program, Statement, Step } from "./program.ts";

/** Of the variable that all situations are about. */
const set = (value: number): Statement => ["setVar", 0, value];
const get: Statement = ["getVar", 0];
const turn: Statement = ["sleep", 0, 0];
const pause = (time = 1): Statement => ["sleep", time, 0];
const within = (value: number, statement: Statement): Statement => ["within", 0, value, statement];

/** A coroutine of its own, numbered so that its lines in the trace are known from the others. */
const other = (...statements: Statement[]): Body => [1, statements];
const third = (...statements: Statement[]): Body => [2, statements];

const one = (...statements: Statement[]): Step[] => [["run", [[0, statements]], []]];
const both = (...bodies: Body[]): Step[] => [["run", bodies, []]];

/** What is said of contexts, as programs. Their traces by CPython are frozen with the others. */
const situations: readonly (readonly [what: string, steps: Step[]])[] = [
  ["a task sees what its maker has set", one(set(1), ["spawn", 0, other(get)], pause())],
  ["what a task sets, its maker does not see", one(set(1), ["spawn", 0, other(set(2), get)], pause(), get)],
  ["what its maker sets after making it, a task does not see", one(["spawn", 0, other(get)], set(1), pause(), get)],
  ["a task made within another context sees that", one(within(1, ["spawn", 0, other(get, turn, get)]), pause(), get)],
  [
    "a task of a task sees what that has set",
    one(["spawn", 0, other(set(1), ["spawn", 1, third(get)], pause())], pause(2), get),
  ],
  ["what it sets is there after giving way", one(set(1), turn, get)],
  ["what it sets is there after sleeping", one(set(1), pause(), get)],
  [
    "what it sets is there after waiting for a task",
    one(set(1), ["spawn", 0, other(set(2), pause())], ["join", 0], get),
  ],
  [
    "what it sets is there after waiting for a future that another task ends",
    one(["future", 0], ["spawn", 0, other(set(2), ["setResult", 0, 1])], set(1), ["awaitFuture", 0], get),
  ],
  [
    "what it sets is there in its cleanup when it is cancelled from another context",
    one(
      ["spawn", 0, other(set(1), ["try", [pause(9)], null, [], [get, pause(), get]])],
      pause(),
      set(2),
      ["cancel", 0],
      pause(3),
      get,
    ),
  ],
  [
    "a task that is cancelled before it starts sets nothing",
    one(["spawn", 0, other(set(1))], ["cancel", 0], pause(), get),
  ],
  [
    "tasks in turn see each its own",
    both([0, [set(1), turn, get, turn, get]], [1, [set(2), turn, get, turn, get]], [2, [turn, get]]),
  ],
  ["coroutines of a run do not see each other's", both([0, [set(1)]], [1, [pause(), get]])],
  ["a plain await sees what its caller has set", one(set(1), ["repeat", 2, [get]])],
  ["what a call sets, its caller sees", one(["call", [set(1), pause(), get]], get)],
  ["timeout shares", one(set(1), ["timeout", 5, other(get, set(2), pause())], get)],
  ["timeout with a body shares", one(set(1), ["timeoutBody", 0, 5, [get, set(2), pause()]], get)],
  ["moveOnAfter shares, also when time is up", one(set(1), ["moveOnAfter", 1, other(get, set(2), pause(5))], get)],
  ["waitFor shares", one(set(1), ["waitFor", 5, other(get, set(2), pause())], get)],
  [
    "what gather runs sees its caller's, and sets its own",
    one(set(1), ["gather", [other(get, set(2)), third(pause(), get)], false], get),
  ],
  [
    "what race runs sees its caller's, and sets its own",
    one(set(1), ["race", [other(get, set(2)), third(pause(), get)]], get),
  ],
  [
    "what is shielded sees its caller's, and sets its own",
    one(set(1), ["shield", other(get, set(2), pause(), get)], get),
  ],
  [
    "what asCompleted runs sees its caller's, and sets its own",
    one(set(1), ["asCompleted", [other(get, set(2)), third(pause(), get)], 2], get),
  ],
  [
    "tasks of a group see what the body had set when it made them",
    one(["group", 0, [set(1), ["groupSpawn", 0, 0, other(get)], set(2), ["groupSpawn", 0, 1, third(get)]]], get),
  ],
  [
    "a task of a group made within another context sees that",
    one(["group", 0, [within(1, ["groupSpawn", 0, 0, other(get)])]], get),
  ],
  ["a run within a task sees what the task has set", one(set(1), ["nested", [other(get, pause(), get)], []], get)],
  ["what a run within a task sets, the task does not see", one(set(1), ["nested", [other(set(2), get)], []], get)],
  ["the next run does not see what was set in the last", [...one(set(1), get), ...one(get)]],
  [
    "a task that is left over goes on in the next run with what it has set",
    [...one(["spawn", 0, other(set(1), pause(2), get)], pause()), ...one(set(2), pause(5), get)],
  ],
  [
    "a done-callback sees what was set when it was added",
    one(["spawn", 0, other(set(2), pause())], set(1), ["addDone", "task", 0, 0], set(3), pause(2)),
  ],
  [
    "a done-callback added within another context sees that",
    one(["spawn", 0, other(pause())], within(1, ["addDone", "task", 0, 0]), pause(2), get),
  ],
  [
    "the done-callback of a future sees what was set when it was added, not by whom it was ended",
    one(
      ["future", 0],
      set(1),
      ["addDone", "future", 0, 0],
      ["spawn", 0, other(set(2), ["setResult", 0, 1])],
      set(3),
      pause(),
    ),
  ],
  [
    "an exit stack's cleanups see what the body has set",
    one(["exitStack", [set(1), pause()], [[get, set(2)], [get]]], get),
  ],
];

/** Their seeds are negative: they are not generated. */
const firstSeed = -101;

export const contexts: readonly (readonly [what: string, program: Program])[] = situations.map(
  ([what, steps], index) => [what, { seed: firstSeed - index, things: [["lock", 0]], steps }],
);
