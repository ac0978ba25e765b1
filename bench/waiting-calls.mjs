// How long do many calls take together that each wait for 50 ms?
import { gather, load, run } from "miniasync";
import { openInARun } from "./floors/in-a-run.mjs";
import { openPrototype } from "./floors/prototype.mjs";
import { answer, milliseconds } from "./harness.mjs";
import { open, work } from "./versus/peer.mjs";

const count = 10_000;
const wait = 50;
const remote = /** @type {any} */ (load(work));
const prototype = openPrototype();
const inARun = openInARun();
const asynchronous = await open(["piscina", "comlink"]);
const numbers = Array.from({ length: count }, (_, index) => index);

await answer({
  name: "waiting-calls",
  title: "Calls at once that each wait for 50 ms",
  cases: [
    {
      name: "10,000 calls",
      unit: "ms",
      contestants: [
        {
          name: "miniasync",
          kind: "ours",
          measure: () => milliseconds(() => run(gather(numbers.map(() => remote.wait(wait))))),
        },
        ...asynchronous.map(({ name, call }) => ({
          name: `${name}, not blocking`,
          kind: /** @type {const} */ ("peer"),
          measure: () => milliseconds(() => Promise.all(numbers.map(() => call("wait", wait)))),
        })),
        {
          name: "one request, single replies",
          kind: "floor",
          measure: () =>
            milliseconds(() =>
              prototype.gather(
                "wait",
                numbers.map(() => wait),
              ),
            ),
        },
        {
          name: "the same, in a run",
          kind: "floor",
          measure: () =>
            milliseconds(() =>
              inARun.gather(
                "wait",
                numbers.map(() => wait),
              ),
            ),
        },
        {
          name: "await in the thread itself",
          kind: "floor",
          measure: () => milliseconds(() => prototype.call("many", "wait", count, wait)),
        },
      ],
    },
  ],
});
process.exit();
