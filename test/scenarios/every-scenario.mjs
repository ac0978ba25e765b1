// All scenarios: what the files of project/behaviours/ export.
import { readdirSync } from "node:fs";

const folder = new URL("project/behaviours/", import.meta.url);

/** From what anybody needs to what few do: the order of the table in docs/design/runtimes.md. */
const order = ["running", "modules", "calls", "values", "handles", "callbacks", "iterating", "errors", "anywhere"];

/** @param {string} file */
const place = (file) => (order.includes(file) ? order.indexOf(file) : order.length);

const files = readdirSync(folder)
  .map((name) => name.replace(/\.mjs$/, ""))
  .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));

/**
 * Every scenario, with the file that it is in.
 * @type {readonly { readonly file: string, readonly scenario: import("./scenario.ts").Scenario }[]}
 */
export const everyScenario = (
  await Promise.all(
    files.map(async (file) => {
      /** @type {import("./scenario.ts").Scenario[]} */
      const scenarios = Object.values(await import(`${folder}${file}.mjs`)).flat();
      return scenarios.sort((a, b) => a.order - b.order).map((scenario) => ({ file, scenario }));
    }),
  )
).flat();
