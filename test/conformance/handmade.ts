import type { Program, Statement, ThingKind } from "./program.ts";

/** Two wait for a thing; the first is woken and, before it can run, cancelled: the second must have its turn. */
function cancelledWhenWoken(seed: number, kind: ThingKind, size: number, take: Statement, give: Statement): Program {
  const before: Statement[] = kind === "queue" && take[0] === "get" ? [] : [take];
  return {
    seed,
    things: [[kind, size]],
    steps: [
      [
        "run",
        [
          [
            0,
            [
              ...before,
              ["spawn", 0, [1, [take]]],
              ["spawn", 1, [2, [take]]],
              ["sleep", 0, 0],
              give,
              ["cancel", 0],
              ["sleep", 1, 0],
              ["look", 0],
              ["state", 1],
            ],
          ],
        ],
        [],
      ],
    ],
  };
}

/** One coroutine. */
function one(seed: number, things: Program["things"], statements: Statement[]): Program {
  return { seed, things, steps: [["run", [[0, statements]], []]] };
}

/** Programs that chance would take long to find. */
export const handmade: readonly Program[] = [
  cancelledWhenWoken(-1, "queue", 1, ["put", 0, 1], ["get", 0]),
  cancelledWhenWoken(-2, "queue", 0, ["get", 0], ["putNowait", 0, 1]),
  cancelledWhenWoken(-3, "lock", 0, ["acquire", 0], ["release", 0]),
  cancelledWhenWoken(-4, "semaphore", 1, ["acquire", 0], ["release", 0]),
  cancelledWhenWoken(-5, "condition", 0, ["acquire", 0], ["release", 0]),
  {
    // A getter and a putter wait at once, when the queue is shut down: one item has come, and is not taken yet.
    seed: -6,
    things: [["queue", 1]],
    steps: [
      [
        "run",
        [
          [
            0,
            [
              ["spawn", 0, [2, [["get", 0]]]],
              ["spawn", 1, [3, [["get", 0]]]],
              ["sleep", 0, 0],
              ["putNowait", 0, 1],
              ["put", 0, 2],
            ],
          ],
          [
            1,
            [
              ["sleep", 0, 0],
              ["shutdown", 0, false],
            ],
          ],
        ],
        [],
      ],
    ],
  },
  {
    // Some wait for items to be dealt with that are dropped.
    seed: -7,
    things: [["queue", 0]],
    steps: [
      [
        "run",
        [
          [
            0,
            [
              ["putNowait", 0, 1],
              ["putNowait", 0, 2],
              ["spawn", 0, [1, [["queueJoin", 0]]]],
              ["sleep", 0, 0],
              ["shutdown", 0, true],
              ["join", 0],
              ["queueJoin", 0],
              ["look", 0],
            ],
          ],
        ],
        [],
      ],
    ],
  },
  one(
    -8,
    [["queue", 1]],
    [
      ["putNowait", 0, 1],
      ["spawn", 1, [2, [["put", 0, 3]]]],
      ["sleep", 0, 0],
      ["shutdown", 0, false],
      ["spawn", 0, [1, [["put", 0, 2]]]],
      ["sleep", 1, 0],
      ["state", 0],
      ["state", 1],
      ["get", 0],
      ["get", 0],
    ],
  ),
  one(
    -9,
    [],
    [
      ["spawn", 0, [1, [["sleep", 1, 0]]]],
      ["addDone", "task", 0, 0],
      ["addDone", "task", 0, 1],
      ["addDone", "task", 0, 0],
      ["removeDone", "task", 0, 0],
      ["sleep", 2, 0],
    ],
  ),
  // A group that is over is ended.
  one(
    -10,
    [],
    [
      [
        "group",
        0,
        [
          [
            "spawn",
            0,
            [
              1,
              [
                ["sleep", 1, 0],
                ["groupCancel", 0],
              ],
            ],
          ],
        ],
      ],
      ["sleep", 2, 0],
      ["state", null],
    ],
  ),
  // The group is ended, and its task is cancelled from elsewhere in the same tick.
  one(
    -11,
    [],
    [
      [
        "spawn",
        0,
        [
          1,
          [
            [
              "group",
              0,
              [
                [
                  "groupSpawn",
                  0,
                  1,
                  [
                    2,
                    [
                      ["sleep", 1, 0],
                      ["groupCancel", 0],
                      ["cancel", 0],
                    ],
                  ],
                ],
                ["sleep", 5, 0],
              ],
            ],
          ],
        ],
      ],
      ["sleep", 3, 0],
      ["state", 0],
    ],
  ),
];
