// Two copies of the package in one program: the second is played by what it leaves for others to find.
import { afterEach, describe, expect, test } from "vitest";
import { LoopError } from "../../src/errors.ts";
import { ofThisCopy } from "../../src/kernel/copies.ts";
import type { Coroutine, Suspend } from "../../src/kernel/coroutine.ts";
import { Event } from "../../src/primitives/event.ts";
import { sleep } from "../../src/primitives/sleep.ts";
import { failure, run } from "../support/stage.ts";

interface Copy {
  readonly file: string;
  readonly isRunning: () => boolean;
}

const shared = globalThis as { [key: symbol]: Set<Copy> | undefined };
const copies = Symbol.for("miniasync.copies");
const [mark] = Object.getOwnPropertySymbols(ofThisCopy);

/** Something that a coroutine of another copy, in `file`, gives to the run of this one. */
const foreign = (file: string): Suspend => ({ [mark as symbol]: file }) as never;

describe("two copies of the package", () => {
  const others: Copy[] = [];

  afterEach(() => {
    for (const other of others.splice(0)) shared[copies]?.delete(other);
  });

  test.each([
    ["file:///other/miniasync.js", "file:///other/miniasync.js"],
    ["", "a copy in some bundle"],
  ])("a coroutine of another one in a run of this one is refused: %j", (file, named) => {
    function* waits(): Coroutine<void> {
      yield foreign(file) as never;
    }
    const error = failure(waits());
    expect(error).toBeInstanceOf(LoopError);
    expect(String(error)).toContain(`two copies of miniasync, and a coroutine of ${named} is in a run of `);
  });

  test("a coroutine of this one in a run of another one says so, when that runs", () => {
    run(sleep(1)); // A copy is known once it has made a loop.
    const advance = (): unknown => new Event().wait()[Symbol.iterator]().next();
    expect(advance).toThrow(/no loop is running/);
    const other = { file: "file:///other/miniasync.js", isRunning: () => true };
    others.push(other);
    shared[copies]?.add(other);
    expect(advance).toThrow(/two copies of miniasync, .* is in a run of file:\/\/\/other\/miniasync\.js/);
  });
});
