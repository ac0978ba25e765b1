// Two copies, each in a folder of its own: what is of one goes into a run of the other.
import * as first from "miniasync";
import * as second from "./other/node_modules/miniasync/dist/miniasync.mjs";

function* wait(what) {
  return yield* what();
}
const echo = first.coroutine(async (value) => value);
const ways = {
  "a call": () => second.run(echo(1)),
  "a call inside": () => second.run(wait(() => echo(1))),
  "a primitive": () => second.run(wait(() => first.sleep(5))),
  "a lock that is held": () => second.run(wait(() => new first.Queue().get())),
  "a task of a run around it": () =>
    first.run(
      (function* () {
        const task = first.spawn(first.sleep(5));
        try {
          second.run(wait(() => task));
        } finally {
          task.cancel();
        }
      })(),
    ),
  "spawn()": () => second.run(wait(() => first.spawn(first.sleep(1)))),
};
const told = Object.entries(ways).map(([name, way]) => {
  try {
    way();
    return [name, "no error"];
  } catch (error) {
    return [name, error.code, error.message];
  }
});
console.log(JSON.stringify(told));
