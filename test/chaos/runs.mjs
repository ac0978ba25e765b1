// Operations that are made of others, which run in callbacks, in runs of their own, or not to their end.
import { leavesTask, longGrace, OneOfThemFailed, only, same, together } from "./outcomes.mjs";

/** @typedef {import("./program.ts").Operation} Operation */

/** @type {Readonly<Record<string, Operation>>} */
export const runs = {
  nestedRun: {
    weight: 2,
    parts: [1, 3],
    *play({ children }, { play, miniasync }) {
      try {
        return miniasync.run(...children.map(play), longGrace);
      } catch (error) {
        throw new OneOfThemFailed(String(error));
      }
    },
    expect: (_, parts) => together(parts, "OneOfThemFailed"),
  },
  nestedLoop: {
    weight: 0.4,
    parts: [1, 2],
    *play({ children }, { play, miniasync }) {
      try {
        return miniasync.loop((own) => children.map((child) => own.run(play(child), longGrace)[0]), { thread: {} });
      } catch (error) {
        throw new OneOfThemFailed(String(error));
      }
    },
    expect: (_, parts) => together(parts, "OneOfThemFailed"),
  },
  plainCallback: {
    weight: 2,
    calls: true,
    inCallback: true,
    parts: [1, 1],
    play: (node, stage) =>
      stage.remote.calls(() => {
        try {
          return stage.miniasync.run(stage.play(only(node)), longGrace)[0];
        } catch (error) {
          // The innermost run serves callbacks, also those of the runs around it; then its deadline is theirs.
          if (/the deadline of the run around it/.test(String(error))) stage.hurried = true;
          throw error;
        }
      }),
    expect: (_, parts) => same(parts),
  },
  generatorCallback: {
    weight: 2,
    calls: true,
    parts: [1, 1],
    play: (node, { play, remote }) =>
      remote.calls(function* () {
        return yield* play(only(node));
      }),
    expect: (_, parts) => same(parts),
  },
  generatorCallbackTwice: {
    weight: 1,
    calls: true,
    parts: [1, 1],
    play: (node, { play, remote }) =>
      remote.callsTwice(
        /** @type {any} */ (
          function* () {
            return yield* play(only(node));
          }
        ),
      ),
    expect: (_, [part]) => (part !== undefined && "error" in part ? part : { value: [part?.value, part?.value] }),
  },
  deadline: {
    warns: leavesTask,
    weight: 2,
    parts: [1, 2],
    n: [0, 20],
    // Whether it ends before its deadline, nobody can tell.
    *play({ children, n }, { play, miniasync }) {
      try {
        miniasync.run(...children.map(play), { ...longGrace, timeout: n });
      } catch (error) {
        if (!(error instanceof Error)) throw error;
      }
      return "over";
    },
    expect: () => ({ value: "over" }),
  },
  cancelled: {
    warns: leavesTask,
    weight: 3,
    parts: [1, 1],
    n: [0, 15],
    // Whether it ends before it is cancelled, nobody can tell.
    *play(node, { play, miniasync }) {
      const task = miniasync.spawn(play(only(node)));
      yield* miniasync.sleep(node.n);
      task.cancel("chaos");
      yield* miniasync.wait([task]);
      if (!task.cancelled) task.exception();
      return "over";
    },
    expect: () => ({ value: "over" }),
  },
};
