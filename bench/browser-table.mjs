// The table of browsers in bench/results/budget.md, from the figures of `npm run bench -- browsers`: `node bench/report.mjs` writes it.

/** @typedef {import("./harness.mjs").Report} Report */

/** @param {Report} report @returns {string} its medians, and what they are of the first browser's */
export function browserTable({ cases }) {
  const lines = cases.map(({ name, unit, rows }) => [
    `${name}, ${unit}`,
    ...rows.map(({ median }, index) => {
      const times = median / (rows[0]?.median ?? median);
      return index === 0 ? `${median}` : `${median}, ${times.toFixed(2)}x`;
    }),
  ]);
  const head = ["what", ...(cases[0]?.rows.map(({ name }) => name) ?? [])];
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
