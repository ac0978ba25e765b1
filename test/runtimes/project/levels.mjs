import { load, run } from "miniasync";

/** Blocks on a thread, which blocks on a thread, which ... */
export function descend(levels) {
  if (levels === 0) return "0";
  const [below] = run(load("./levels.mjs", { from: import.meta.url }).descend(levels - 1));
  return `${levels} ${below}`;
}
