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

/** Programs that chance would take long to find. */
export const handmade: readonly Program[] = [
  cancelledWhenWoken(-1, "queue", 1, ["put", 0, 1], ["get", 0]),
  cancelledWhenWoken(-2, "queue", 0, ["get", 0], ["putNowait", 0, 1]),
  cancelledWhenWoken(-3, "lock", 0, ["acquire", 0], ["release", 0]),
  cancelledWhenWoken(-4, "semaphore", 1, ["acquire", 0], ["release", 0]),
  cancelledWhenWoken(-5, "condition", 0, ["acquire", 0], ["release", 0]),
];
