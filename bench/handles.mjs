// How long do a handle's method, a property of it, and a callback take, next to a small call?
import { load, run } from "miniasync";
import { answer, milliseconds, p50 } from "./harness.mjs";
import { work } from "./versus/peer.mjs";

const remote = /** @type {any} */ (load(work));
const [counter] = /** @type {any[]} */ (run(remote.counter()));

/** @type {import("./harness.mjs").Contestant} */
const smallCall = { name: "small call", kind: "floor", measure: () => p50((i) => run(remote.increment(i)), 700) };

await answer({
  name: "handles",
  title: "Handles and callbacks",
  cases: [
    {
      name: "a method",
      unit: "us",
      warmups: 10,
      contestants: [
        { name: "miniasync", kind: "ours", measure: () => p50((i) => run(counter.add(i)), 700) },
        smallCall,
      ],
    },
    {
      name: "a callback",
      unit: "us",
      warmups: 10,
      contestants: [
        {
          name: "miniasync",
          kind: "ours",
          // From the thread to here and back; the call around it is shared by all.
          measure: async () =>
            (await milliseconds(() => run(remote.callBackOften((/** @type {number} */ x) => x + 1, 700)))) / 0.7,
        },
        {
          name: "miniasync, a generator",
          kind: "ours",
          measure: async () =>
            (await milliseconds(() =>
              run(
                remote.callBackOften(function* (/** @type {number} */ x) {
                  return x + 1;
                }, 700),
              ),
            )) / 0.7,
        },
        {
          name: "miniasync, a call that calls back",
          kind: "ours",
          measure: () => p50((i) => run(remote.callBack((/** @type {number} */ x) => x + 1, i)), 300),
        },
        smallCall,
      ],
    },
  ],
});
process.exit();
