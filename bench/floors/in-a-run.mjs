// The prototype with what this package promises besides, each in the least code that does it: a call is a coroutine that `run`
// runs, with a task of its own; no wait is without an end, which needs a timer; nothing that goes wrong in the thread is silent;
// nothing in a value is lost silently.
import { run } from "miniasync";
import { openPrototype } from "./prototype.mjs";

/** @param {{ spins?: boolean }} [options] */
export function openInARun({ spins = false } = {}) {
  const prototype = openPrototype({ spins, promises: true });
  /** @param {string} name @param {readonly any[]} args @returns {Generator<never, any>} */
  function* calling(name, args) {
    return prototype.call(name, ...args);
  }
  /** @param {any} value @returns {Generator<never, any>} */
  function* giving(value) {
    return value;
  }
  return {
    /** @param {string} name @param {any[]} args @returns {any} */
    call: (name, ...args) => run(calling(name, args))[0],
    /** @param {string} name @param {readonly any[]} args one a call @returns {any[]} */
    gather: (name, args) => run(...prototype.gather(name, args).map(giving)),
  };
}
