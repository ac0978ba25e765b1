let made = 0;

/**
 * A behaviour that holds on every runtime. Each is run in a process of its own, under a deadline from outside.
 *
 * @param {string} title what holds: the name of its test
 * @param {import("../scenario.ts").Body} body throws when that is not true
 * @param {import("../scenario.ts").Options} [options]
 * @returns {import("../scenario.ts").Scenario}
 */
export function scenario(title, body, options = {}) {
  return { title, body, order: ++made, ...options };
}

/** For a scenario whose calls may go on in the thread, which is told or not, as it happens. */
export const mayWarn = /^/;

/** For a scenario that counts the threads of its process. */
export const countsThreads = {
  deno: "Deno and Bun have threads of their own, which come and go.",
  bun: "Deno and Bun have threads of their own, which come and go.",
  "node-windows": "Windows has no file that lists the threads of a process.",
};

/** For a scenario that needs a shell of Unix. */
export const needsShell = { "node-windows": "Windows has no shell of Unix." };

/** Flags for a scenario that collects garbage. */
export const withGc = {
  node: ["--expose-gc"],
  deno: ["run", "--allow-all", "--v8-flags=--expose-gc"],
  bun: ["--expose-gc"],
};
