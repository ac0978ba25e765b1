// Operations that are made of others, in the run that they are in.
import { inTurn, leavesTask, OneOfThemFailed, only, same, together } from "./outcomes.mjs";

/** @typedef {import("./program.ts").Operation} Operation */
/** @typedef {import("./program.ts").Node} Node */

/** @type {Readonly<Record<string, Operation>>} */
export const combinations = {
  inTurn: {
    weight: 3,
    parts: [1, 4],
    *play({ children }, { play }) {
      const values = [];
      for (const child of children) values.push(yield* play(child));
      return values;
    },
    expect: (_, parts) => inTurn(parts),
  },
  gather: {
    warns: leavesTask,
    weight: 3,
    parts: [1, 4],
    *play({ children }, { play, miniasync }) {
      try {
        return yield* miniasync.gather(children.map(play));
      } catch (error) {
        if (error instanceof miniasync.CancelledError) throw error;
        throw new OneOfThemFailed(String(error));
      }
    },
    expect: (_, parts) => together(parts, "OneOfThemFailed"),
  },
  gatherAll: {
    warns: leavesTask,
    weight: 2,
    parts: [1, 4],
    *play({ children }, { play, miniasync }) {
      const results = yield* miniasync.gather(children.map(play), { returnExceptions: true });
      return results.map((result) => (result instanceof Error ? result.name : result));
    },
    expect: (_, parts) => ({ value: parts.map((part) => ("error" in part ? part.error : part.value)) }),
  },
  group: {
    warns: leavesTask,
    weight: 2,
    parts: [1, 4],
    *play({ children }, { play, miniasync }) {
      /** @type {import("miniasync").Task<unknown>[]} */
      const tasks = [];
      yield* miniasync.taskGroup(function* (group) {
        for (const child of children) tasks.push(group.spawn(play(child)));
        yield* miniasync.sleep(0);
      });
      return tasks.map((task) => task.result());
    },
    expect: (_, parts) => together(parts, "AggregateError"),
  },
  race: {
    warns: leavesTask,
    weight: 2,
    parts: [1, 1],
    play: (node, { play, miniasync }) => miniasync.race([miniasync.sleep(1e6), play(only(node))]),
    expect: (_, parts) => same(parts),
  },
  spawnAndJoin: {
    warns: leavesTask,
    weight: 2,
    parts: [1, 1],
    n: [0, 3],
    *play(node, { play, miniasync }) {
      const task = miniasync.spawn(play(only(node)));
      yield* miniasync.sleep(node.n);
      return yield* task;
    },
    expect: (_, parts) => same(parts),
  },
  catching: {
    weight: 3,
    parts: [1, 1],
    *play(node, { play, miniasync }) {
      try {
        return ["ended", yield* play(only(node))];
      } catch (error) {
        if (error instanceof miniasync.CancelledError) throw error;
        return ["failed", /** @type {Error} */ (error).name];
      }
    },
    expect: (_, [part]) => ({
      value: part !== undefined && "error" in part ? ["failed", part.error] : ["ended", part?.value],
    }),
  },
  cleansUp: {
    weight: 3,
    parts: [1, 1],
    n: [0, 5],
    *play(node, stage) {
      stage.open++;
      try {
        return yield* stage.play(only(node));
      } finally {
        try {
          yield* stage.miniasync.sleep(node.n);
        } finally {
          stage.open--;
        }
      }
    },
    expect: (_, parts) => same(parts),
  },
  inTime: {
    weight: 1,
    parts: [1, 1],
    play: (node, { play, miniasync }) => miniasync.timeout(60_000, play(only(node))),
    expect: (_, parts) => same(parts),
  },
  waitFor: {
    weight: 1,
    parts: [1, 1],
    play: (node, { play, miniasync }) => miniasync.waitFor(play(only(node)), 60_000),
    expect: (_, parts) => same(parts),
  },
  shield: {
    warns: leavesTask,
    weight: 1,
    parts: [1, 1],
    play: (node, { play, miniasync }) => miniasync.shield(play(only(node))),
    expect: (_, parts) => same(parts),
  },
  call: {
    weight: 1,
    parts: [1, 1],
    play: (node, { play, miniasync }) => miniasync.call(play(only(node))),
    expect: (_, parts) => same(parts),
  },
  queue: {
    warns: leavesTask,
    weight: 2,
    parts: [1, 4],
    n: [0, 3],
    *play({ children, n }, { play, miniasync }) {
      const queue = new miniasync.Queue(n);
      function* produces() {
        for (const child of children) yield* queue.put(yield* play(child));
      }
      function* consumes() {
        const items = [];
        for (const _ of children) items.push(yield* queue.get());
        return items;
      }
      const [, items] = yield* miniasync.gather([produces(), consumes()]);
      return items;
    },
    expect: (_, parts) => inTurn(parts),
  },
  locked: {
    warns: leavesTask,
    weight: 1,
    parts: [1, 3],
    *play({ children }, { play, miniasync, wrong }) {
      const lock = new miniasync.Lock();
      let inside = 0;
      /** @param {Node} child */
      function* one(child) {
        return yield* lock.with(function* () {
          if (++inside > 1) wrong("two are inside a lock");
          try {
            return yield* play(child);
          } finally {
            inside--;
          }
        });
      }
      try {
        return yield* miniasync.gather(children.map(one));
      } catch (error) {
        if (error instanceof miniasync.CancelledError) throw error;
        throw new OneOfThemFailed(String(error));
      }
    },
    expect: (_, parts) => together(parts, "OneOfThemFailed"),
  },
  event: {
    warns: leavesTask,
    weight: 1,
    parts: [1, 1],
    *play(node, { play, miniasync }) {
      const event = new miniasync.Event();
      function* waits() {
        yield* event.wait();
        return "woken";
      }
      function* sets() {
        try {
          return yield* play(only(node));
        } finally {
          event.set();
        }
      }
      const [woken, value] = yield* miniasync.gather([waits(), sets()]);
      return [woken, value];
    },
    expect: (_, [part]) => (part !== undefined && "error" in part ? part : { value: ["woken", part?.value] }),
  },
  asCompleted: {
    warns: leavesTask,
    weight: 1,
    parts: [1, 3],
    *play({ children }, { play, miniasync }) {
      let ended = 0;
      for (const next of miniasync.asCompleted(children.map(play))) {
        try {
          yield* next;
        } catch (error) {
          if (error instanceof miniasync.CancelledError) throw error;
        }
        ended++;
      }
      return ended;
    },
    expect: ({ children }) => ({ value: children.length }),
  },
  wait: {
    warns: leavesTask,
    weight: 1,
    parts: [1, 3],
    n: [0, 2],
    *play({ children, n }, { play, miniasync, wrong }) {
      const tasks = children.map((child) => miniasync.spawn(play(child)));
      const returnWhen = /** @type {const} */ (["ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"])[n];
      const { done, pending } = yield* miniasync.wait(tasks, returnWhen === undefined ? {} : { returnWhen });
      if (done.length + pending.length !== tasks.length) wrong("wait() lost a task");
      for (const task of done) if (!task.done) wrong("wait() gave one as done that is not");
      for (const task of pending) task.cancel();
      if (pending.length > 0) yield* miniasync.wait(pending);
      for (const task of tasks) if (!task.cancelled) task.exception();
      return "over";
    },
    expect: () => ({ value: "over" }),
  },
};
