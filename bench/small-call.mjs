// How long does one small call take, `async (x) => x + 1`: back to back, and with pauses between the calls?
import { load, run, sync } from "miniasync";
import { openInARun } from "./floors/in-a-run.mjs";
import { openPingPong } from "./floors/ping-pong.mjs";
import { openPrototype } from "./floors/prototype.mjs";
import { answer, milliseconds, outsidePromises, p50, variant } from "./harness.mjs";
import { blocking, open, work } from "./versus/peer.mjs";

/** @typedef {import("./harness.mjs").Contestant} Contestant */

const { increment, compute, turn } = /** @type {typeof import("./work.mjs")} */ (/** @type {unknown} */ (load(work)));
const remote = /** @type {any} */ ({ increment, compute, turn });
const synchronous = sync(/** @type {any} */ (load(work)));
const threads = await open(blocking);
const [deasync] = await open(["deasync"]);
const prototype = openPrototype();
const spinning = openPrototype({ spins: true });
const inARun = openInARun();
const spinningInARun = openInARun({ spins: true });
const pingPong = openPingPong();
const oneCore = variant === "one-core";

/** @param {string} name @param {number} times @param {number} pause @returns {Contestant[]} */
function contestants(name, times, pause) {
  return [
    { name: "miniasync", kind: "ours", measure: () => p50((i) => run(remote[name](i)), times, pause) },
    ...threads.map(({ name: peer, call }) => ({
      name: peer,
      kind: /** @type {const} */ ("peer"),
      measure: () => p50((i) => call(name, i), times, pause),
    })),
    { name: "prototype, asleep", kind: "floor", measure: () => p50((i) => prototype.call(name, i), times, pause) },
    { name: "prototype, spinning", kind: "floor", measure: () => p50((i) => spinning.call(name, i), times, pause) },
    { name: "in a run, asleep", kind: "floor", measure: () => p50((i) => inARun.call(name, i), times, pause) },
    {
      name: "in a run, spinning",
      kind: "floor",
      measure: () => p50((i) => spinningInARun.call(name, i), times, pause),
    },
  ];
}

/** @param {boolean} spins @param {number} times @param {number} pause @returns {Contestant} */
function ping(spins, times, pause) {
  return {
    name: `ping-pong, ${spins ? "spinning" : "asleep"}`,
    kind: "floor",
    measure: () => pingPong.play(spins, (hit) => p50(hit, times, pause)),
  };
}

/** @type {import("./harness.mjs").Case[]} */
const cases = [
  {
    name: "back to back",
    unit: "us",
    // 7,000 calls: until V8 has compiled all of what they go through.
    warmups: 10,
    contestants: [
      ...contestants("increment", 700, 0),
      { name: "miniasync, by sync()", kind: "ours", measure: () => p50((i) => synchronous.increment(i), 700) },
      {
        name: "deasync",
        kind: "peer",
        measure: () => outsidePromises(() => p50((i) => deasync?.call("increment", i), 300)),
      },
      ping(false, 700, 0),
      // Two that spin on one core take a whole slice of time each.
      ...(oneCore ? [] : [ping(true, 700, 0)]),
      {
        name: "await in the thread itself",
        kind: "floor",
        measure: async () => milliseconds(() => prototype.call("many", "increment", 1000, 1)),
      },
    ],
  },
  // On one core it decides who may run that the thread, too, has something to do.
  { name: "a function that takes 5 us", unit: "us", contestants: contestants("compute", 300, 0) },
  ...(variant === "spin-off" ? [] : oneCore ? [0.2] : [0.02, 0.2, 2]).map((pause) => ({
    name: `pauses of ${pause * 1000} us`,
    unit: "us",
    contestants: [...contestants("increment", pause < 1 ? 200 : 40, pause), ping(false, pause < 1 ? 200 : 40, pause)],
  })),
];

if (variant === "") {
  const [rpc] = await open(["sync-rpc"]);
  cases.push(
    { name: "a turn of the thread's event loop", unit: "us", contestants: contestants("turn", 300, 0) },
    {
      name: "a process for each call",
      unit: "us",
      rounds: 7,
      warmups: 0,
      contestants: [
        { name: "miniasync", kind: "ours", measure: () => p50((i) => run(remote.increment(i)), 100) },
        { name: "sync-rpc", kind: "peer", measure: () => p50((i) => rpc?.call("increment", i), 1) },
      ],
    },
  );
}
await answer({ name: "small-call", title: "One small call", cases });
process.exit();
