const required = require("miniasync");
const requiredTesting = require("miniasync/testing");
const { miniasync } = require("miniasync/eslint-plugin");

async function main() {
  const imported = await import("miniasync");
  const importedTesting = await import("miniasync/testing");
  const echo = imported.coroutine(async (value) => [value, (await import("node:worker_threads")).threadId]);
  function* both() {
    const [first] = yield* required.gather([echo("one")]);
    const [second] = imported.run(required.timeout(5_000, echo("two")));
    return [first[0], second[0], first[1] === second[1], required.currentTask() === imported.currentTask()];
  }
  const [result] = required.run(both());
  const sameClass = new required.Queue() instanceof imported.Queue && required.Task === imported.Task;
  const samePlugin = (await import("miniasync/eslint-plugin")).miniasync === miniasync;
  const sameTesting = importedTesting.VirtualClock === requiredTesting.VirtualClock;
  console.log(JSON.stringify([...result, sameClass, sameTesting && samePlugin]));
}
main();
