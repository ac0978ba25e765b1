/** docs/design/browsers.md has the table of what the scenarios say: this is where it comes from, and what it is compared with. */
import { type BrowserId, browsers } from "../support/drivers.mjs";
import { aligned, notes, tableIn } from "../support/table.mjs";
import { everyScenario } from "./every-scenario.ts";

const page = tableIn("docs/design/browsers.md", "npm run test:browsers -- --update");

/** The table as Markdown, as the scenarios say it is to be: a part for each of their files. */
function table(): string {
  const ids = Object.keys(browsers) as BrowserId[];
  const { cell, lines } = notes();
  const parts = Object.entries(everyScenario).map(([part, scenarios]) =>
    aligned([
      [part, ...ids.map((id) => browsers[id].title)],
      ...scenarios.map(({ title, differs }) => [
        title,
        ...ids.map((id) => (differs[id] === undefined ? "yes" : cell("no", differs[id].why))),
      ]),
    ]),
  );
  return ["", parts.join("\n\n"), "", ...lines(), "", ""].join("\n");
}

/** Whether the page has this very table. */
export function isCurrent(): boolean {
  return page.isCurrent(table());
}

export function update(): void {
  page.update(table());
}
