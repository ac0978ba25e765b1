import { createRequire } from "node:module";
import * as imported from "miniasync";
import * as importedTesting from "miniasync/testing";

const require = createRequire(import.meta.url);
const required = require("miniasync");
const sameTesting = require("miniasync/testing").VirtualClock === importedTesting.VirtualClock;

// A call of one in a run of the other, while a loop of it runs.
const echo = required.coroutine(async (value) => [value, (await import("node:worker_threads")).threadId]);
function* both() {
  const [first] = yield* imported.gather([echo("one")]);
  const [second] = required.run(imported.timeout(5_000, echo("two")));
  return [first[0], second[0], first[1] === second[1], required.currentTask() === imported.currentTask()];
}
const [result] = imported.run(both());
const sameClass = new imported.Queue() instanceof required.Queue && required.Task === imported.Task;
console.log(JSON.stringify([...result, sameClass, sameTesting]));
