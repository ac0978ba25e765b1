/** After how many calls the time is taken. Denser where it changes most. */
const all = [1, 100, 200, 400, 600, 800, 1000, 1200, 1600, 2000, 2400, 3000, 4000, 5000, 7000, 10_000];

/** @param {number} calls */
export function checkpoints(calls) {
  return all.filter((checkpoint) => checkpoint <= calls);
}
