import { describe, expect, test } from "vitest";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import { runningLoop } from "../../src/kernel/loop.ts";
import { asCompleted } from "../../src/primitives/as-completed.ts";
import { gather } from "../../src/primitives/gather.ts";
import { race } from "../../src/primitives/race.ts";
import { shield } from "../../src/primitives/shield.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { spawn } from "../../src/primitives/spawn.ts";
import { wait } from "../../src/primitives/wait.ts";
import { Stage } from "../support/stage.ts";

function* failing(name: string, delay = 1): Generator<Suspend, never> {
  yield* sleep(delay);
  throw name;
}

/** What is told of at the end of a run of `coroutine`, each without the stack. */
function reports(coroutine: Coroutine<unknown>): string[] {
  const stage = new Stage();
  stage.run(coroutine);
  stage.close();
  return stage.warnings.map((warning) => warning.split("\n")[0] as string);
}

const unseen = "failed, and nobody looked at its error";

/** As CPython 3.13 has it, "exception was never retrieved". */
describe("an error that nobody looks at is told of at the end", () => {
  test.each<[what: string, body: () => Coroutine<unknown>, told: readonly string[]]>([
    [
      "of a task that nobody waits for",
      function* () {
        spawn(failing("a"));
        yield* sleep(2);
      },
      [`Task Task-2 ${unseen}: a`],
    ],
    [
      "of a future that nobody waits for",
      function* () {
        runningLoop().createFuture<never>().setError("a");
        yield* sleep(2);
      },
      [`A future ${unseen}: a`],
    ],
    [
      "of a task behind wait()",
      function* () {
        yield* wait([spawn(failing("a")), spawn(failing("b"))]);
      },
      [`Task Task-2 ${unseen}: a`, `Task Task-3 ${unseen}: b`],
    ],
    [
      "of a task behind wait() for the first exception, which looks at it, while others are left",
      function* () {
        yield* wait([spawn(failing("a")), spawn(sleep(5))], { returnWhen: "FIRST_EXCEPTION" });
      },
      [],
    ],
    [
      "of the last task behind wait() for the first exception, which looks no more",
      function* () {
        yield* wait([spawn(failing("a"))], { returnWhen: "FIRST_EXCEPTION" });
      },
      [`Task Task-2 ${unseen}: a`],
    ],
    [
      "of a gather() without yield*: the first error, as the others are dropped in any case",
      function* () {
        gather([failing("a"), failing("b")]);
        yield* sleep(2);
      },
      [`gather() ${unseen}: a`],
    ],
    [
      "of a shield() without yield*",
      function* () {
        shield(failing("a"));
        yield* sleep(2);
      },
      [`shield() ${unseen}: a`],
    ],
    [
      "of a race() without yield*",
      function* () {
        race([failing("a"), sleep(5)]);
        yield* sleep(2);
      },
      [`race() ${unseen}: a`],
    ],
    [
      "of coroutines behind asCompleted() that is not iterated",
      function* () {
        asCompleted([failing("a"), failing("b")]);
        yield* sleep(2);
      },
      [`Task Task-2 ${unseen}: a`, `Task Task-3 ${unseen}: b`],
    ],
    [
      "of coroutines behind asCompleted() that is left early",
      function* () {
        for (const next of asCompleted([sleep(0, "first"), failing("b")])) {
          yield* next;
          break;
        }
        yield* sleep(2);
      },
      [`Task Task-3 ${unseen}: b`],
    ],
    [
      "of a task whose waiter was cancelled before it could look",
      function* () {
        const failed = spawn(failing("a"));
        const waiter = spawn(shield(failed));
        yield* sleep(0);
        waiter.cancel();
        yield* sleep(2);
      },
      [`Task Task-2 ${unseen}: a`],
    ],
  ])("%s", (_what, body, told) => {
    expect(reports(body())).toEqual(told);
  });
});

describe("nothing is told of", () => {
  test.each<[what: string, body: () => Coroutine<unknown>]>([
    [
      "a failed task that was cancelled afterwards",
      function* () {
        const failed = spawn(failing("a"));
        yield* sleep(2);
        expect(failed.cancel()).toBe(false);
      },
    ],
    [
      "a failed task whose error was asked for",
      function* () {
        const failed = spawn(failing("a"));
        yield* wait([failed]);
        expect(failed.exception()).toBe("a");
      },
    ],
    [
      "a failed task that was waited for late",
      function* () {
        const failed = spawn(failing("a"));
        yield* sleep(2);
        try {
          yield* failed;
        } catch {}
      },
    ],
    [
      "errors in the results of a gather() that nobody waits for",
      function* () {
        gather([failing("a")], { returnExceptions: true });
        yield* sleep(2);
      },
    ],
    [
      "a gather() or a race() that was cancelled",
      function* () {
        const children = [spawn(sleep(5)), spawn(sleep(5))] as const;
        gather(children);
        race(children);
        shield(children[0]);
        yield* sleep(1);
        for (const child of children) child.cancel();
        yield* sleep(1);
      },
    ],
    [
      "a gather() that fails while its waiter is cancelled",
      function* () {
        const waiter = spawn(
          (function* () {
            yield* gather([failing("a")]);
          })(),
        );
        yield* sleep(1);
        waiter.cancel();
        yield* sleep(1);
      },
    ],
  ])("%s", (_what, body) => {
    expect(reports(body())).toEqual([]);
  });
});
