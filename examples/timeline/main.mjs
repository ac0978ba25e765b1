// Three reports, of which two are read at a time: a program whose timeline is worth looking at.
import { coroutine, run, Semaphore, sleep, taskGroup } from "miniasync";

// They are seen by their names.
const read = coroutine(async function read(/** @type {string} */ name, /** @type {number} */ ms) {
  const { setTimeout } = await import("node:timers/promises");
  return setTimeout(ms, `text of ${name}`);
});
const save = coroutine(async function save(/** @type {string} */ text) {
  const { setTimeout } = await import("node:timers/promises");
  await setTimeout(30);
  return text.length;
});

const two = new Semaphore(2);

function* report(/** @type {string} */ name, /** @type {number} */ ms) {
  const text = yield* two.with(() => read(name, ms));
  return yield* save(text);
}

function* all() {
  yield* taskGroup(function* (group) {
    group.spawn(report("a", 120), { name: "a" });
    group.spawn(report("b", 70), { name: "b" });
    group.spawn(report("c", 60), { name: "c" });
  });
  yield* sleep(40);
}

run(read("nothing", 0)); // The thread is there from here on.
run(all());
console.log("three reports");
